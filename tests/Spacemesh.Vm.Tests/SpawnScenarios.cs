using Spacemesh.Codec;
using Spacemesh.Crypto.Signing;
using Spacemesh.Primitives;
using Spacemesh.Vm.Execution;
using Spacemesh.Vm.Rewards;
using Spacemesh.Wire.Blocks;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Vm.Tests;

/// <summary>The VM scenarios of spec 07 §23, for wallets and for multisig and vesting accounts of several sizes.</summary>
public sealed class SpawnScenarios
{
    private const ulong Funds = 1_000_000_000;

    private static readonly LayerId Genesis = new(3);

    private readonly AccountHistory _accounts = new();
    private LayerId _layer = Genesis;

    public static TheoryData<int, int, bool> Kinds => new()
    {
        { 0, 1, false }, { 1, 3, false }, { 2, 5, false }, { 3, 10, false }, { 1, 3, true }, { 2, 5, true }, { 3, 10, true },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Spawn_then_spend_in_the_next_layer(int required, int keys, bool vesting)
    {
        var (payer, to) = (Make(required, keys, vesting, 0), Make(required, keys, vesting, 50));
        var spawn = Apply(payer.Spawn(0));
        var spend = Apply(payer.Spend(1, to.Address, 100));
        ulong gas = spawn.Consumed.Single().Header.MaxGas + spend.Consumed.Single().Header.MaxGas;
        Assert.Equal(Funds - 100 - gas, _accounts.Get(payer.Address).Balance);
        Assert.Equal(Funds + 100, _accounts.Get(to.Address).Balance);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Spawn_and_spend_in_one_layer_both_succeed(int required, int keys, bool vesting)
    {
        var payer = Make(required, keys, vesting, 0);
        Assert.All(Apply(payer.Spawn(0), payer.Spend(1, payer.Address, 5)).Consumed, Succeeded);
        // To itself: only gas is paid.
        Assert.Equal(2UL, _accounts.Get(payer.Address).NextNonce);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Spend_of_an_unspawned_account_and_wrong_network_and_bad_signature_are_ineffective(int required, int keys, bool vesting)
    {
        var payer = Make(required, keys, vesting, 0);
        byte[] damaged = payer.Spawn(0);
        damaged[^1] ^= 1;
        var foreign = payer with { Network = GenesisId.FromBytes([.. Enumerable.Repeat((byte)1, 20)]) };
        var outcome = Apply(payer.Spend(0, payer.Address, 1), foreign.Spawn(0), damaged);
        Assert.Empty(outcome.Consumed);
        Assert.Equal([IneffectiveReason.Malformed, IneffectiveReason.Unverified, IneffectiveReason.Unverified], outcome.Ineffective.Select(item => item.Reason));
        Assert.Equal("af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262", outcome.StateRoot.ToHex());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void One_smidge_short_of_the_gas_fails_and_pays_everything_to_the_rewards(int required, int keys, bool vesting)
    {
        var payer = Make(required, keys, vesting, 0);
        ulong gas = Apply(payer.Spawn(0)).Consumed.Single().Header.MaxGas;
        _accounts.Revert(Genesis);
        _layer = Genesis;
        var poor = Make(required, keys, vesting, 100, gas - 1);
        var outcome = ApplyWith([new CoinbaseReward(default, Principal.Generate([9]), new RatNum(1, 1))], poor.Spawn(0));
        var failed = Assert.Single(outcome.Consumed);
        Assert.Equal("out of gas", failed.Result.Message.ToString());
        Assert.Equal((0UL, 1UL), (_accounts.Get(poor.Address).Balance, _accounts.Get(poor.Address).NextNonce));
        Assert.Equal(outcome.Subsidy + gas - 1, outcome.Rewards.Single().TotalReward);
    }

    [Fact]
    public void Unfunded_spawn_is_ineffective()
    {
        var payer = Make(0, 1, false, 0, 0);
        Assert.Equal(IneffectiveReason.IntrinsicGas, Apply(payer.Spawn(0)).Ineffective.Single().Reason);
    }

    [Fact]
    public void Second_spawn_fails_and_is_charged()
    {
        var payer = Make(0, 1, false, 0);
        var outcome = Apply(payer.Spawn(0), payer.Spawn(1));
        Assert.Equal("account already spawned", outcome.Consumed[1].Result.Message.ToString());
        Assert.Equal(outcome.Consumed[1].Header.MaxGas, outcome.Consumed[1].Result.Fee);
    }

    [Fact]
    public void Received_coins_pay_for_spawn_and_spend_in_the_same_layer()
    {
        var (rich, poor) = (Make(0, 1, false, 0), Make(0, 1, false, 1, 0));
        Apply(rich.Spawn(0));
        Assert.All(Apply(rich.Spend(1, poor.Address, 2_000_000), poor.Spawn(0), poor.Spend(1, rich.Address, 7)).Consumed, Succeeded);
    }

    [Fact]
    public void Account_spawned_by_another_spends_with_nonce_zero()
    {
        var (one, other) = (Make(0, 1, false, 0), Make(0, 1, false, 1));
        Assert.All(Apply(one.Spawn(0), one.SpawnOther(1, other), other.Spend(0, one.Address, 3)).Consumed, Succeeded);
    }

    [Fact]
    public void Nonces_may_jump_and_never_go_back()
    {
        var payer = Make(0, 1, false, 0);
        var outcome = Apply(payer.Spawn(0), payer.Spend(2, payer.Address, 1), payer.Spend(1, payer.Address, 1));
        Assert.Equal(2, outcome.Consumed.Count);
        var late = Assert.Single(outcome.Ineffective);
        Assert.Equal(IneffectiveReason.Nonce, late.Reason);
        Assert.NotNull(late.Header);
        Assert.All(Apply(payer.Spend(3, payer.Address, 1), payer.Spend(6, payer.Address, 1)).Consumed, Succeeded);
    }

    [Fact]
    public void Spend_above_the_balance_behind_the_fee_fails_and_succeeds_later()
    {
        var (payer, giver) = (Make(0, 1, false, 0, 1_000_000), Make(0, 1, false, 1));
        Apply(payer.Spawn(0), giver.Spawn(0));
        Assert.Equal("no balance", Apply(payer.Spend(1, giver.Address, 900_000)).Consumed.Single().Result.Message.ToString());
        Assert.All(Apply(giver.Spend(1, payer.Address, 1_000_000), payer.Spend(2, giver.Address, 900_000)).Consumed, Succeeded);
    }

    [Fact]
    public void Price_zero_and_large_transactions_are_ineffective()
    {
        var payer = Make(0, 1, false, 0);
        byte[] large = [.. payer.Spawn(0), .. new byte[1025 - payer.Spawn(0).Length]];
        var outcome = Apply((payer with { Price = 0 }).Spawn(0), large);
        Assert.Equal([IneffectiveReason.NoGasPrice, IneffectiveReason.Malformed], outcome.Ineffective.Select(item => item.Reason));
    }

    [Fact]
    public void Gas_limit_counts_what_was_consumed_and_nothing_else()
    {
        var payer = Make(0, 1, false, 0);
        ulong gas = Apply(payer.Spawn(0)).Consumed.Single().Header.MaxGas;
        _accounts.Revert(Genesis);
        _layer = Genesis;
        byte[] bad = payer.Spawn(0);
        bad[^1] ^= 1;
        byte[] spend = payer.Spend(1, payer.Address, 1);
        const ulong SpendGas = 36_090;
        var outcome = ApplyLimited(gas + SpendGas, bad, payer.Spawn(0), spend, payer.Spend(2, payer.Address, 1), payer.Spend(3, payer.Address, 1));
        Assert.Equal(2, outcome.Consumed.Count);
        Assert.Equal(
            [IneffectiveReason.Unverified, IneffectiveReason.BlockGasLimit, IneffectiveReason.BlockGasLimit], outcome.Ineffective.Select(item => item.Reason));
    }

    [Fact]
    public void Layer_before_effective_genesis_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Machine().Apply(Genesis.Sub(1), [], [], _accounts));

    private static void Succeeded(ConsumedTransaction transaction) => Assert.Equal("", transaction.Result.Message.ToString());

    private static VirtualMachine Machine(ulong gasLimit = ulong.MaxValue) => new(new VmOptions
    {
        GenesisId = default, AddressPrefix = "sm", FirstEffectiveGenesis = Genesis, EffectiveGenesis = Genesis, BlockGasLimit = gasLimit,
    });

    private Party Make(int required, int keys, bool vesting, int seed, ulong balance = Funds)
    {
        byte[][] secrets = [.. Enumerable.Range(seed, keys).Select(number =>
        {
            byte[] key = new byte[64];
            Ed25519.ExpandSeed([.. Enumerable.Repeat((byte)number, 32)], key);
            return key;
        })];
        var party = new Party(secrets, (byte)required, vesting ? Template.Vesting : Template.Multisig);
        _accounts.Insert(EmptyAccount.At(party.Address) with { Balance = balance });
        return party;
    }

    private LayerOutcome Apply(params byte[][] transactions) => ApplyWith([], transactions);

    private LayerOutcome ApplyWith(IReadOnlyList<CoinbaseReward> rewards, params byte[][] transactions) => Store(Machine(), rewards, transactions);

    private LayerOutcome ApplyLimited(ulong gasLimit, params byte[][] transactions) => Store(Machine(gasLimit), [], transactions);

    private LayerOutcome Store(VirtualMachine machine, IReadOnlyList<CoinbaseReward> rewards, byte[][] transactions)
    {
        _layer = _layer.Add(1);
        var outcome = machine.Apply(_layer, [.. transactions.Select(raw => LayerTransaction.Create(raw, verified: false))], rewards, _accounts);
        _accounts.Store(outcome);
        return outcome;
    }

    /// <summary>An account and its keys; without required signatures it is a wallet of one key.</summary>
    private sealed record Party(byte[][] Keys, byte Required, Address Several)
    {
        public GenesisId Network { get; init; }

        public ulong Price { get; init; } = 1;

        public Address Address => Required == 0 ? Principal.Compute(Template.Wallet, Wallet) : Principal.Compute(Several, Multisig);

        private WalletSpawnArguments Wallet => new(Hash32.FromBytes(Keys[0].AsSpan(32)));

        private MultisigSpawnArguments Multisig => new(Required, ScaleList.Create<Hash32>([.. Keys.Select(key => Hash32.FromBytes(key.AsSpan(32)))]));

        public byte[] Spawn(ulong nonce) => Signed(Required == 0
            ? UnsignedTransaction.SelfSpawn(Template.Wallet, new TxPayload(nonce, Price), Wallet)
            : UnsignedTransaction.SelfSpawn(Several, new TxPayload(nonce, Price), Multisig));

        public byte[] SpawnOther(ulong nonce, Party other) =>
            Signed(UnsignedTransaction.Spawn(Address, Template.Wallet, new TxPayload(nonce, Price), other.Wallet));

        public byte[] Spend(ulong nonce, Address to, ulong amount) =>
            Signed(UnsignedTransaction.Call(Address, TxMethod.Spend, new TxPayload(nonce, Price), new SpendArguments(to, amount)));

        private byte[] Signed(byte[] unsigned)
        {
            byte[] message = UnsignedTransaction.SignedMessage(Network, unsigned);
            return Required == 0
                ? [.. unsigned, .. Ed25519.Sign(Keys[0], message).ToArray()]
                : [.. unsigned, .. UnsignedTransaction.SignaturePart(Enumerable.Range(0, Required).Select(place => new MultisigPart((byte)place, Ed25519.Sign(Keys[place], message))))];
        }
    }
}
