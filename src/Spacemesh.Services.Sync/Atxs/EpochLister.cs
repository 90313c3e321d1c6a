using Spacemesh.Ports.Network;
using Spacemesh.Primitives;
using Spacemesh.Services.Sync.Peers;

namespace Spacemesh.Services.Sync.Atxs;

/// <summary>
/// Asks the best peers for an epoch's ATX ids, one after the other, round by round (spec 08 §9). A list is asked for when the one before
/// was taken, so that no more than one waits.
/// </summary>
internal sealed class EpochLister(AtxSyncParts parts, EpochId epoch, bool immediate)
{
    private static readonly TimeSpan ImmediateInterval = TimeSpan.FromSeconds(1);

    private readonly Queue<PeerId> _round = new();
    private bool _succeeded;

    /// <summary>Whether every peer of the round has answered or failed.</summary>
    public bool IsRoundOver => _round.Count == 0;

    /// <summary>The next list; null where a round ended with a failure.</summary>
    /// <exception cref="AtxSyncException">There is nobody to ask.</exception>
    public async Task<Listing?> NextAsync(CancellationToken cancellationToken)
    {
        if (_round.Count == 0)
        {
            await Task.Delay(Interval(), parts.Time, cancellationToken);
            foreach (var peer in parts.Choice.BestAndOne(parts.Options.EpochInfoPeers))
                _round.Enqueue(peer);
            if (_round.Count == 0)
                throw new AtxSyncException("no peers available");
        }

        while (_round.TryPeek(out var peer))
        {
            try
            {
                var ids = await parts.Queries.EpochAtxsAsync(peer, epoch, cancellationToken);
                var hashes = new Hash32[ids.Count];
                for (int i = 0; i < hashes.Length; i++)
                    hashes[i] = new Hash32(ids[i].Value);
                _succeeded = true;
                return new Listing(peer, hashes, parts.Time.GetUtcNow());
            }
            catch (PeerRequestException exception)
            {
                SyncLog.EpochInfoFailed(parts.Log, epoch, peer, exception.Message);
            }
            finally
            {
                _round.Dequeue();
            }
        }

        return null;
    }

    /// <summary>A second until the first success where the epoch is wanted now; else as configured, give or take a tenth.</summary>
    private TimeSpan Interval() =>
        (immediate && !_succeeded && parts.Options.EpochInfoInterval > ImmediateInterval ? ImmediateInterval : parts.Options.EpochInfoInterval)
        * (0.9 + (0.2 * parts.Random.NextDouble()));
}
