using Spacemesh.AtxsData;
using Spacemesh.Ports.Smeshing;
using Spacemesh.Ports.State;
using Spacemesh.Runtime;
using Spacemesh.Services.Smeshing.Time;

namespace Spacemesh.Services.Smeshing.Building;

/// <summary>
/// Finds the ATX to build on (spec 04 §4.5). One search at a time; its result serves all identities of the node for that publish epoch.
/// </summary>
public sealed class PositioningSearch(
    IAtxStore store, ConsensusCache cache, IAtxChainVerifier chains, AtxId golden, TimeSpan? postValidDelay, WallAlarm alarm)
{
    private readonly AsyncSemaphore _gate = new(1);
    private (EpochId Publish, AtxId Atx)? _found;

    /// <summary>What the last search found, for whom it may serve.</summary>
    internal AtxId? Cached => _found?.Atx;

    /// <summary>The positioning ATX: the found one, unless the previous one is at least as high.</summary>
    /// <param name="identity">Who builds; its own ATXs are trusted.</param>
    /// <param name="publish">The publish epoch.</param>
    /// <param name="previous">The identity's previous ATX; null for none.</param>
    /// <param name="deadline">Cuts the search off; null for no limit.</param>
    /// <param name="cancellationToken">Ends it without a result.</param>
    public async Task<AtxId> SelectAsync(NodeId identity, EpochId publish, AtxId? previous, DateTimeOffset? deadline, CancellationToken cancellationToken)
    {
        var found = await SearchAsync(identity, publish, deadline, cancellationToken);
        if (previous is not { } own)
            return found;
        if (found == golden)
            return own;
        ulong ownHeight = store.Find(own)?.TickHeight ?? 0;
        ulong foundHeight = store.Find(found)?.TickHeight ?? 0;
        return ownHeight >= foundHeight ? own : found;
    }

    /// <summary>The highest ATX of a publish epoch whose chain is good; null where there is none.</summary>
    internal async Task<AtxId?> HighestGoodAsync(EpochId publish, NodeId? trusted, CancellationToken cancellationToken)
    {
        DateTimeOffset? assumeValidBefore = postValidDelay is { } delay ? alarm.Now - delay : null;
        foreach (var candidate in cache.HighTicks(publish.Target))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (await chains.VerifyAsync(candidate.Id, trusted, assumeValidBefore, cancellationToken))
                return candidate.Id;
        }

        return null;
    }

    private async Task<AtxId> SearchAsync(NodeId identity, EpochId publish, DateTimeOffset? limit, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_found is { } found && found.Publish == publish)
                return found.Atx;
            using var deadline = alarm.DeadlineAt(limit ?? DateTimeOffset.MaxValue, cancellationToken);
            AtxId? highest = null;
            try
            {
                highest = await HighestGoodAsync(EpochId.Smaller(store.LatestEpoch(), publish.Sub(1)), identity, deadline.Token);
            }
            catch (OperationCanceledException) when (deadline.HasPassed && !cancellationToken.IsCancellationRequested)
            {
                // Too late for a better one than golden.
            }

            var result = highest ?? golden;
            _found = (publish, result);
            return result;
        }
        finally
        {
            _gate.Release();
        }
    }
}
