using Spacemesh.Primitives;

namespace Spacemesh.Ports.State;

/// <summary>Takes the state back to a layer, in one transaction (spec 10 §7).</summary>
public static class StateRevert
{
    /// <summary>
    /// Forgets everything executed after <paramref name="layer"/>: accounts, rewards, transaction results, applied blocks, state and
    /// opinion hashes.
    /// </summary>
    public static void To(IStateDatabase database, LayerId layer)
    {
        using var transaction = database.Begin();
        To(transaction, layer);
        transaction.Commit();
    }

    /// <inheritdoc cref="To(IStateDatabase, LayerId)"/>
    public static void To(IStateTransaction transaction, LayerId layer)
    {
        transaction.Accounts.Revert(layer);
        transaction.Rewards.Revert(layer);
        if (layer.TryAdd(1, out var next))
        {
            transaction.Transactions.UndoFrom(next);
            transaction.Layers.UnsetAppliedFrom(next);
        }
    }

    /// <summary>
    /// What every start does: undoes a layer that was executed but not applied when the node stopped, and returns the last applied
    /// layer. Unlike the reference also at effective genesis, and it also forgets the stale state hash.
    /// </summary>
    public static LayerId ToLastApplied(IStateDatabase database)
    {
        using var transaction = database.Begin();
        var applied = transaction.Layers.LastApplied();
        To(transaction, applied);
        transaction.Commit();
        return applied;
    }

    /// <summary>State hash of the last applied layer: the latest root that counts.</summary>
    public static Hash32? LatestRoot(IStateStores stores) => stores.Layers.StateHash(stores.Layers.LastApplied());
}
