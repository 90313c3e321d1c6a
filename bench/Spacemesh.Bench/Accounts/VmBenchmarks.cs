using Spacemesh.Codec;
using Spacemesh.Crypto.Signing;
using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.Vm;
using Spacemesh.Vm.Execution;
using Spacemesh.Wire.Transactions;

// Benchmarks are synchronous operations; the work pool has its own threads.
#pragma warning disable VSTHRD002

namespace Spacemesh.Bench.Accounts;

/// <summary>Blocks of spends from distinct principals, per transaction (spec 11 §7). The reference writes a database too; that part is the storage's.</summary>
public sealed class VmBenchmarks : BenchmarkSuite, IDisposable
{
    private static readonly LayerId Layer = new(9);
    private static readonly VmOptions Options = new()
    {
        GenesisId = default, AddressPrefix = "sm", FirstEffectiveGenesis = new LayerId(7), EffectiveGenesis = new LayerId(7),
    };

    private readonly VirtualMachine _vm = new(Options);
    private readonly WorkPool _workPool = new(new WorkPoolOptions());

    public override string Part => "accounts";

    public override IEnumerable<Benchmark> Benchmarks()
    {
        byte[] key = Key(0);
        byte[] publicKey = key[32..];
        byte[] message = [.. Enumerable.Repeat((byte)5, 320)];
        byte[] signature = Ed25519.Sign(key, message).ToArray();
        var ed = Yardstick.InProcess("ED", () => Libsodium.Verify(signature, message, publicKey));

        foreach (var (name, several, reference) in new[] { ("wallet", false, 0.865), ("multisig 3/5", true, 0.48) })
        {
            var block = Make(64, _ => several);
            yield return new($"VM parse and verify one by one, {name}", () => ParseAndVerify(block), ed, block.Transactions.Count, "tx/s", reference);
        }

        foreach (var (name, block, references) in Blocks())
        {
            yield return new($"VM {name}, signatures verified", () => Apply(block, verify: true), ed, block.Transactions.Count, "tx/s", references.Verified);
            yield return new($"VM {name}, verified before", () => Apply(block, verify: false), ed, block.Transactions.Count, "tx/s", references.Known);
        }
    }

    public void Dispose() => _workPool.DisposeAsync().AsTask().GetAwaiter().GetResult();

    private static IEnumerable<(string Name, Block Block, (double Verified, double Known) References)> Blocks()
    {
        yield return ("block of 700 spends", Make(700, multisig: _ => false), (0.757, 2.22));
        yield return ("block of 10,000 spends", Make(10_000, multisig: _ => false), (0.710, 1.70));
        yield return ("block of 700 spends, multisig 3/5", Make(700, multisig: _ => true), (double.NaN, double.NaN));
        yield return ("block of 700 spends, every fifth multisig 3/5", Make(700, multisig: i => i % 5 == 0), (double.NaN, double.NaN));
    }

    private static Block Make(int count, Func<int, bool> multisig)
    {
        var accounts = new Dictionary<Address, Account>(count);
        var transactions = new List<LayerTransaction>(count);
        for (int i = 0; i < count; i++)
        {
            bool several = multisig(i);
            byte[][] keys = [.. Enumerable.Range(0, several ? 5 : 1).Select(place => Key((i * 5) + place + 1))];
            var (address, template, state) = several ? Multisig(keys) : Wallet(keys[0]);
            accounts[address] = EmptyAccount.At(address) with { Balance = 1_000_000_000, TemplateAddress = template, State = state };
            var spend = new SpendArguments(Principal.Generate([7, (byte)i, (byte)(i >> 8)]), 100);
            byte[] unsigned = UnsignedTransaction.Call(address, TxMethod.Spend, new TxPayload(0, 1), spend);
            byte[] signed = UnsignedTransaction.SignedMessage(Options.GenesisId, unsigned);
            byte[] signatures = several
                ? UnsignedTransaction.SignaturePart(Enumerable.Range(0, 3).Select(place => new MultisigPart((byte)place, Ed25519.Sign(keys[place], signed))))
                : Ed25519.Sign(keys[0], signed).ToArray();
            transactions.Add(LayerTransaction.Create((byte[])[.. unsigned, .. signatures], verified: false));
        }

        return new Block(new Accounts(accounts), transactions, [.. transactions.Select(transaction => transaction with { Verified = true })]);
    }

    private static (Address, Address, ScaleBytes) Wallet(byte[] key)
    {
        var arguments = new WalletSpawnArguments(Hash32.FromBytes(key.AsSpan(32)));
        return (Principal.Compute(Template.Wallet, arguments), Template.Wallet, Scale.Encode(arguments));
    }

    private static (Address, Address, ScaleBytes) Multisig(byte[][] keys)
    {
        var arguments = new MultisigSpawnArguments(3, ScaleList.Create<Hash32>([.. keys.Select(key => Hash32.FromBytes(key.AsSpan(32)))]));
        return (Principal.Compute(Template.Multisig, arguments), Template.Multisig, Scale.Encode(arguments));
    }

    private static byte[] Key(int number)
    {
        byte[] key = new byte[64];
        byte[] seed = new byte[32];
        BitConverter.TryWriteBytes(seed, number);
        Ed25519.ExpandSeed(seed, key);
        return key;
    }

    private void ParseAndVerify(Block block)
    {
        foreach (var transaction in block.Transactions)
        {
            if (!_vm.TryParse(transaction.Raw, block.Accounts, out var parsed, out _) || !_vm.Verify(parsed))
                throw new InvalidOperationException("a sound transaction was refused");
        }
    }

    private void Apply(Block block, bool verify)
    {
        var found = verify ? _vm.VerifyAsync(block.Transactions, block.Accounts, _workPool).GetAwaiter().GetResult() : null;
        var outcome = _vm.Apply(Layer, verify ? block.Transactions : block.Known, [], block.Accounts, found);
        if (outcome.Consumed.Count != block.Transactions.Count)
            throw new InvalidOperationException($"{outcome.Ineffective.Count} transactions were ineffective");
    }

    private sealed record Block(IAccountReader Accounts, IReadOnlyList<LayerTransaction> Transactions, IReadOnlyList<LayerTransaction> Known);

    private sealed class Accounts(Dictionary<Address, Account> accounts) : IAccountReader
    {
        public Account Get(Address address) => accounts.TryGetValue(address, out var account) ? account : EmptyAccount.At(address);
    }
}
