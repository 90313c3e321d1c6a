using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Storage.Sqlite.Engine;
using Spacemesh.Vm;
using Spacemesh.Vm.Execution;
using Spacemesh.Vm.Rewards;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Storage.Sqlite.Operations;

/// <summary>
/// Executes the last applied layers again, from the accounts before them and with every signature verified, and compares state hashes
/// and account rows with the stored ones (spec 07 §8).
/// </summary>
internal static class StateRoots
{
    public static StateRootsResult Verify(
        IStateStores stores,
        Connection connection,
        NetworkParameters network,
        ulong blockGasLimit,
        int count,
        IProgress<OperationProgress>? progress,
        CancellationToken cancellationToken)
    {
        network = network with { RestoreLayer = stores.Recovery.RestoreLayer() };
        var last = stores.Layers.LastApplied();
        if (last <= network.EffectiveGenesis)
            return new StateRootsResult(0, last, last, null);
        var first = LayerId.Greater(network.EffectiveGenesis.Add(1), last.SubSaturating((uint)count - 1));
        var machine = new VirtualMachine(VmOptions.For(network, blockGasLimit));
        var accounts = new AccountsSince(stores.Accounts, first.Sub(1));
        int verified = 0;
        int total = checked((int)last.Difference(first) + 1);
        for (var layer = first; layer <= last; layer = layer.Add(1))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (VerifyLayer(stores, connection, machine, accounts, layer) is { } problem)
                return new StateRootsResult(verified, first, last, $"layer {layer}: {problem}");
            verified++;
            progress?.Report(new OperationProgress("execute layers again", verified, total, "layers"));
        }

        return new StateRootsResult(verified, first, last, null);
    }

    private static string? VerifyLayer(IStateStores stores, Connection connection, VirtualMachine machine, AccountsSince accounts, LayerId layer)
    {
        if (stores.Layers.Applied(layer) is not { } applied)
            return "no block is applied";
        if (stores.Layers.StateHash(layer) is not { } expected)
            return "the state hash is missing";
        var transactions = new List<LayerTransaction>();
        var rewards = new List<CoinbaseReward>();
        if (!applied.IsZero() && Gather(stores, layer, applied, transactions, rewards) is { } problem)
            return problem;
        LayerOutcome outcome;
        try
        {
            outcome = machine.Apply(layer, transactions, rewards, accounts);
        }
        catch (Exception exception) when (exception is CorruptAccountException or ArgumentException)
        {
            return exception.Message;
        }

        if (outcome.StateRoot != expected)
            return $"executing it gives the state hash {outcome.StateRoot}, stored is {expected}";
        var stored = StoredAccounts(connection, layer);
        foreach (var account in outcome.Accounts)
        {
            if (!stored.Remove(account.Address) || stores.Accounts.At(account.Address, layer) != account)
                return $"the row of account {account.Address} is not what executing the layer gives";
        }

        if (stored.Count > 0)
            return $"account {stored.First()} has a row, but executing the layer does not change it";
        accounts.Apply(outcome.Accounts);
        return null;
    }

    private static string? Gather(IStateStores stores, LayerId layer, BlockId applied, List<LayerTransaction> transactions, List<CoinbaseReward> rewards)
    {
        if (stores.Blocks.Find(applied) is not { } block)
            return $"the applied block {applied.ToHex()} is missing";
        if (block.ComputeId() != applied || block.LayerIndex != layer)
            return $"the content of block {applied.ToHex()} is another block's";
        foreach (var id in block.TxIds)
        {
            if (stores.Transactions.Find(id) is not { } transaction)
                return $"transaction {id.ToHex()} of its block is missing";
            // What an earlier layer applied is not executed again.
            if (transaction.Layer is { Value: > 0 } executed && executed < layer)
                continue;
            var content = LayerTransaction.Create(transaction.Raw.Memory, verified: false);
            if (content.Id != id)
                return $"the content of transaction {id.ToHex()} is another transaction's";
            transactions.Add(content);
        }

        foreach (var reward in block.Rewards)
        {
            if (stores.Atxs.Find(reward.AtxId) is not { } atx)
                return $"ATX {reward.AtxId.ToHex()}, which its block rewards, is missing";
            rewards.Add(new CoinbaseReward(atx.Smesher, atx.Coinbase, reward.Weight));
        }

        rewards.Sort((left, right) => left.Coinbase.CompareTo(right.Coinbase));
        return null;
    }

    private static HashSet<Address> StoredAccounts(Connection connection, LayerId layer)
    {
        var addresses = new HashSet<Address>();
        using var rows = connection.Cached("SELECT address FROM accounts WHERE layer_updated = ?1");
        rows.Bind(1, layer.Value);
        while (rows.Step())
            addresses.Add(rows.Id<Address>(0));
        return addresses;
    }

    /// <summary>The accounts of a stored layer with what was executed since.</summary>
    private sealed class AccountsSince(IAccountStore stored, LayerId layer) : IAccountReader
    {
        private readonly Dictionary<Address, Account> _changed = [];

        public Account Get(Address address) => _changed.TryGetValue(address, out var account) ? account : stored.At(address, layer);

        public void Apply(IReadOnlyList<Account> accounts)
        {
            foreach (var account in accounts)
                _changed[account.Address] = account;
        }
    }
}
