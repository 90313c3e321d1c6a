using Spacemesh.Codec;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Primitives;
using Spacemesh.Vm.Parsing;
using Spacemesh.Vm.Rewards;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Vm.Execution;

/// <summary>Applies one layer: transactions in order, then rewards, over one set of staged accounts (spec 07 §7–9).</summary>
internal sealed class LayerExecution(VmOptions options, TransactionParser parser, IAccountReader reader, LayerId layer, VerifiedSignatures verified, LayerTimes? times = null)
{
    private readonly StagedAccounts _accounts = new(reader);
    private readonly List<ConsumedTransaction> _consumed = [];
    private readonly List<IneffectiveTransaction> _ineffective = [];
    private readonly List<StagedAccount> _touched = [];
    private ulong _gasLeft = options.BlockGasLimit;
    private ulong _fees;

    public LayerOutcome Run(IReadOnlyList<LayerTransaction> transactions, IReadOnlyList<CoinbaseReward> rewards)
    {
        foreach (var transaction in transactions)
        {
            if (Consume(transaction, out var header) is { } reason)
                _ineffective.Add(new IneffectiveTransaction(transaction.Id, reason, header));
        }

        ulong subsidy = rewards.Count == 0 ? 0 : Subsidy.AtLayer(layer, options.FirstEffectiveGenesis);
        long began = times?.Now ?? 0;
        var rows = PayRewards(rewards, subsidy);
        times?.Rewarded(began);
        var changed = new Account[_accounts.Changed.Count];
        for (int i = 0; i < changed.Length; i++)
            changed[i] = _accounts.Changed[i].ToAccount(layer);
        return new LayerOutcome(changed, rows, StateRoot(changed), _consumed, _ineffective, _fees, subsidy);
    }

    private static Hash32 StateRoot(ReadOnlySpan<Account> accounts)
    {
        var writer = new ScaleWriter(accounts.Length * 128);
        try
        {
            foreach (var account in accounts)
                account.Write(ref writer);
            return Blake3.Hash(writer.Written);
        }
        finally
        {
            writer.Dispose();
        }
    }

    private IneffectiveReason? Consume(LayerTransaction transaction, out TxHeader? header)
    {
        header = null;
        long began = times?.Now ?? 0;
        if (!parser.TryParse(transaction.Raw, _accounts, out var parsed, out _))
            return IneffectiveReason.Malformed;
        long read = times?.Now ?? 0;
        if (parsed.Header.GasPrice == 0)
            return IneffectiveReason.NoGasPrice;
        var principal = _accounts.Get(parsed.Principal);
        // Balance in smidge against gas in units: the price is not part of this check.
        if (principal.Balance < parsed.IntrinsicGas)
            return IneffectiveReason.IntrinsicGas;
        if (_gasLeft < parsed.Header.MaxGas)
            return IneffectiveReason.BlockGasLimit;
        if (!transaction.Verified && !verified.Check(options.GenesisId, transaction.Id, parsed))
            return IneffectiveReason.Unverified;
        if (principal.NextNonce > parsed.Header.Nonce)
        {
            header = parsed.Header;
            return IneffectiveReason.Nonce;
        }

        long checkedAt = times?.Now ?? 0;
        _consumed.Add(Execute(transaction.Id, parsed, principal));
        times?.Executed(began, read, checkedAt);
        return null;
    }

    private ConsumedTransaction Execute(TransactionId id, ParsedTransaction parsed, StagedAccount principal)
    {
        _touched.Clear();
        string? failure = null;
        ulong fee = parsed.Header.Fee;
        if (fee > principal.Balance)
        {
            fee = principal.Balance;
            failure = "out of gas";
        }

        principal.Balance -= fee;
        failure ??= new MethodCall(_accounts, principal, layer, options.AddressPrefix, _touched).Execute(parsed.Arguments);
        principal.NextNonce = unchecked(parsed.Header.Nonce + 1);
        _accounts.MarkChanged(principal);
        var addresses = new Address[_touched.Count + 1];
        addresses[0] = principal.Address;
        for (int i = 0; i < _touched.Count; i++)
        {
            _accounts.MarkChanged(_touched[i]);
            addresses[i + 1] = _touched[i].Address;
        }

        _fees = unchecked(_fees + fee);
        _gasLeft -= parsed.Header.MaxGas;
        var result = new TransactionResult(
            failure is null ? TransactionStatus.Success : TransactionStatus.Failure,
            failure ?? "",
            parsed.Header.MaxGas,
            fee,
            default,
            layer,
            [.. addresses]);
        return new ConsumedTransaction(id, parsed.Header, result);
    }

    private Reward[] PayRewards(IReadOnlyList<CoinbaseReward> rewards, ulong subsidy)
    {
        var rows = new Reward[rewards.Count];
        var split = RewardSplit.Create(rewards);
        ulong total = unchecked(subsidy + _fees);
        for (int i = 0; i < rows.Length; i++)
        {
            ulong paid = split.Share(i, total);
            rows[i] = new Reward(layer, paid, split.Share(i, subsidy), rewards[i].Coinbase, rewards[i].Smesher);
            var account = _accounts.Get(rewards[i].Coinbase);
            account.Balance = unchecked(account.Balance + paid);
            _accounts.MarkChanged(account);
        }

        return rows;
    }
}
