using Spacemesh.Primitives;

namespace Spacemesh.Ports.State;

/// <summary>Drops what no peer and no rule asks for any more (spec 10 §8), in short transactions.</summary>
public static class StatePruning
{
    /// <summary>
    /// One run at a current layer: contents of old certificates, then links to old proposals, then active sets of past epochs.
    /// Unlike the reference's, the distance does not wrap below layer <see cref="PruneOptions.SafeDistance"/>.
    /// </summary>
    /// <param name="database">The state.</param>
    /// <param name="network">Layers and epochs.</param>
    /// <param name="current">The running layer.</param>
    /// <param name="options">What stays.</param>
    /// <param name="done">Hears of each step when it is done: cert, proptxs, activeset.</param>
    /// <param name="cancellationToken">Ends the run between steps.</param>
    public static void Run(IStateDatabase database, NetworkParameters network, LayerId current, PruneOptions options, Action<string>? done = null, CancellationToken cancellationToken = default)
    {
        var oldest = current.SubSaturating(options.SafeDistance);
        while (database.Certificates.PruneBefore(oldest, options.RowsPerStep) == options.RowsPerStep)
            cancellationToken.ThrowIfCancellationRequested();
        done?.Invoke("cert");
        while (database.Transactions.PruneProposalLinksBefore(oldest, options.RowsPerStep) == options.RowsPerStep)
            cancellationToken.ThrowIfCancellationRequested();
        done?.Invoke("proptxs");
        var epoch = network.EpochOf(current);
        if (epoch > options.ActiveSetsFrom && epoch.Value >= 1)
            database.ActiveSets.DeleteBefore(epoch.Sub(1));
        done?.Invoke("activeset");
    }
}
