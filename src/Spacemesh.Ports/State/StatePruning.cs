using Spacemesh.Primitives;

namespace Spacemesh.Ports.State;

/// <summary>Drops what no peer and no rule asks for any more (spec 10 §8), in short transactions.</summary>
public static class StatePruning
{
    /// <summary>
    /// One run at a current layer: contents of old certificates, then links to old proposals, then active sets of past epochs.
    /// Unlike the reference's, the distance does not wrap below layer <see cref="PruneOptions.SafeDistance"/>.
    /// </summary>
    public static void Run(IStateDatabase database, NetworkParameters network, LayerId current, PruneOptions options, CancellationToken cancellationToken = default)
    {
        var oldest = current.SubSaturating(options.SafeDistance);
        while (database.Certificates.PruneBefore(oldest, options.RowsPerStep) == options.RowsPerStep)
            cancellationToken.ThrowIfCancellationRequested();
        while (database.Transactions.PruneProposalLinksBefore(oldest, options.RowsPerStep) == options.RowsPerStep)
            cancellationToken.ThrowIfCancellationRequested();
        var epoch = network.EpochOf(current);
        if (epoch > options.ActiveSetsFrom && epoch.Value >= 1)
            database.ActiveSets.DeleteBefore(epoch.Sub(1));
    }
}
