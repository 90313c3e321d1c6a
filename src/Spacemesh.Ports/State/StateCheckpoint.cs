using System.Globalization;
using Spacemesh.Primitives;

namespace Spacemesh.Ports.State;

/// <summary>Reads a checkpoint's rows out of a state and writes them into a new one (spec 10 §11).</summary>
public static class StateCheckpoint
{
    /// <summary>
    /// Everything from one snapshot: accounts as of a layer, the newest ATXs of every smesher without a malfeasance proof of the
    /// first format (whatever their layer), all marriages. Each ATX stands once, unlike in the reference's documents.
    /// </summary>
    /// <exception cref="StorageException">No account, no ATX, an ATX without units, or a smesher without commitment.</exception>
    public static CheckpointContent Read(IStateDatabase database, LayerId snapshot, int atxsPerSmesher) => database.Snapshot(stores =>
    {
        var newest = stores.Atxs.NewestPerSmesher(atxsPerSmesher).Where(atx => !stores.MaliciousIdentities.Contains(atx.Smesher)).ToList();
        if (newest.Count == 0)
            throw Missing("atxs snapshot");
        var atxs = newest.Select(atx => Checkpointed(stores, atx, atx.MarriageAtx)).ToList();
        var marriages = stores.Marriages.All();
        var known = atxs.Select(atx => atx.Id).ToHashSet();
        foreach (var id in marriages.Select(marriage => marriage.MarriageAtx).Where(known.Add).Order())
            atxs.Add(Checkpointed(stores, stores.Atxs.Find(id) ?? throw Missing($"atxs snapshot: marriage ATX {id}"), marriageAtx: null));
        var accounts = stores.Accounts.Snapshot(snapshot);
        return accounts.Count > 0 ? new CheckpointContent(accounts, atxs, marriages) : throw Missing("accounts snapshot");
    });

    /// <summary>
    /// Writes the rows into an empty state that resumes at <paramref name="restore"/>: accounts as of the layer before it.
    /// </summary>
    /// <exception cref="StorageException">A row stands twice.</exception>
    public static void Write(IStateTransaction transaction, CheckpointContent content, LayerId restore)
    {
        foreach (var account in content.Accounts)
            Added(transaction.Accounts.Update(account with { Layer = restore.Sub(1) }), $"account {account.Address}");
        foreach (var atx in content.Atxs)
            Added(transaction.Atxs.AddCheckpointed(atx), $"ATX {atx.Id}");
        foreach (var marriage in content.Marriages)
        {
            if (transaction.Marriages.Add(marriage) != MarriageOutcome.Added)
                throw new StorageException(StorageErrorKind.ObjectExists, $"checkpoint: marriage of {marriage.Identity} stands twice");
        }

        Added(transaction.Recovery.Set(restore), string.Create(CultureInfo.InvariantCulture, $"restore layer {restore}"));
    }

    private static CheckpointedAtx Checkpointed(IStateStores stores, AtxRecord atx, AtxId? marriageAtx)
    {
        var units = stores.Posts.AllUnits(atx.Id) ?? throw Missing($"atxs snapshot: fetching units for ATX {atx.Id}");
        var commitment = stores.Atxs.CommitmentOf(atx.Smesher) ?? throw Missing($"atxs snapshot commitment: {atx.Smesher}");
        return new CheckpointedAtx(
            atx.Id, atx.PublishEpoch, commitment, marriageAtx, atx.VrfNonce, atx.EffectiveUnits, atx.BaseTickHeight, atx.TickCount, atx.Smesher, atx.Sequence, atx.Coinbase,
            units.ToDictionary(entry => entry.Identity, entry => entry.Units));
    }

    private static void Added(InsertOutcome outcome, string what)
    {
        if (outcome != InsertOutcome.Added)
            throw new StorageException(StorageErrorKind.ObjectExists, $"checkpoint: {what} stands twice");
    }

    private static StorageException Missing(string what) => new(StorageErrorKind.NotFound, $"{what}: database: not found");
}
