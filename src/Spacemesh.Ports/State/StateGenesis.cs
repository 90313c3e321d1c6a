using Spacemesh.Primitives;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Ports.State;

/// <summary>The rows of a new state (spec 10 §7).</summary>
public static class StateGenesis
{
    /// <summary>
    /// Writes the effective genesis layer: processed, applied as empty, with the hash of nothing as opinion. Does nothing where
    /// that layer is applied already.
    /// </summary>
    public static void InitialiseLayer(IStateDatabase database, LayerId effectiveGenesis, Hash32 hashOfNothing)
    {
        using var transaction = database.Begin();
        if (transaction.Layers.Applied(effectiveGenesis) is not null)
            return;
        transaction.Layers.SetProcessed(effectiveGenesis);
        transaction.Layers.SetApplied(effectiveGenesis, default);
        transaction.Layers.SetAggregatedHash(effectiveGenesis, hashOfNothing);
        transaction.Commit();
    }

    /// <summary>Writes the genesis accounts as of layer 0, all or none; does nothing where any of them exists.</summary>
    public static void InitialiseAccounts(IStateDatabase database, IReadOnlyList<Account> accounts)
    {
        using var transaction = database.Begin();
        if (accounts.Any(account => transaction.Accounts.Contains(account.Address)))
            return;
        foreach (var account in accounts)
        {
            if (transaction.Accounts.Update(account with { Layer = LayerId.Zero }) == InsertOutcome.ObjectExists)
                throw new StorageException(StorageErrorKind.ObjectExists, $"genesis account {account.Address} is configured twice");
        }

        transaction.Commit();
    }
}
