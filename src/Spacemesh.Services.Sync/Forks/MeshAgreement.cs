using Microsoft.Extensions.Logging;
using Spacemesh.Ports.Chain;
using Spacemesh.Ports.Network;
using Spacemesh.Ports.Time;
using Spacemesh.Primitives;
using Spacemesh.Services.Sync.Layers;
using Spacemesh.Services.Sync.Peers;

namespace Spacemesh.Services.Sync.Forks;

/// <summary>
/// Looks at what peers with other hashes have that we lack: their ATXs and the ballots since the fork (spec 08 §11.3). Their opinion itself
/// counts for nothing. A peer whose fork brought nothing new is left alone for longer and longer: it cannot make us fetch without end.
/// </summary>
public sealed class MeshAgreement(
    LayerClock clock,
    TimeProvider time,
    PeerQueries queries,
    IObjectFetcher fetcher,
    LayerDataSync layers,
    ForkFinder forks,
    IMesh mesh,
    Func<EpochId, IReadOnlyList<AtxId>, IReadOnlyList<AtxId>> uncounted,
    ISyncMeter meter,
    ILogger log)
{
    private const int Capacity = 1024;

    /// <summary>The fetcher's memory of hints.</summary>
    private const int PeerHints = 1000;

    private static readonly TimeSpan ShortestRest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestRest = TimeSpan.FromHours(6);

    /// <summary>Peers whose forks were fruitless: how long they are left alone, and until when.</summary>
    private readonly Dictionary<PeerId, (TimeSpan Length, DateTimeOffset Until)> _fruitless = [];

    /// <summary>Resolves the difference with each peer that has another hash of a layer.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="own">Our aggregated hash of it.</param>
    /// <param name="opinions">The peers' ones, zero where they know none.</param>
    /// <param name="resynced">Peers that were dealt with in this run already; grows.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task ResolveAsync(
        LayerId layer, Hash32 own, IReadOnlyList<(PeerId Peer, Hash32 Hash)> opinions, ISet<PeerId> resynced, CancellationToken cancellationToken)
    {
        foreach (var (peer, hash) in opinions)
        {
            if (hash == default || resynced.Contains(peer))
                continue;
            if (hash == own)
            {
                forks.Agree(peer, layer, own);
                continue;
            }

            if (forks.IsResynced(layer, hash) || IsResting(peer))
                continue;
            if (!await FetchAtxsAsync(peer, clock.Network.EpochOf(layer.Add(1)), cancellationToken))
            {
                meter.HashResolved(false);
                continue;
            }

            LayerId fork;
            try
            {
                fork = await forks.FindAsync(peer, layer, hash, cancellationToken);
            }
            catch (ForkSearchException exception)
            {
                SyncLog.ForkNotFound(log, peer, layer, exception.Message);
                if (exception.Failure is ForkSearchFailure.PeerChanged)
                    Rest(peer);
                meter.HashResolved(false);
                continue;
            }

            SyncLog.ForkFound(log, peer, layer, fork);
            int gained = await FetchLayersAsync(peer, fork, cancellationToken);
            resynced.Add(peer);
            forks.MarkResynced(layer, hash);
            meter.HashResolved(true);
            if (gained == 0)
                Rest(peer);
            else
                _fruitless.Remove(peer);
        }

        forks.PurgeAll();
    }

    private bool IsResting(PeerId peer) => _fruitless.TryGetValue(peer, out var rest) && time.GetUtcNow() < rest.Until;

    private void Rest(PeerId peer)
    {
        var rest = _fruitless.TryGetValue(peer, out var before) ? before.Length * 2 : ShortestRest;
        if (rest > LongestRest)
            rest = LongestRest;
        if (_fruitless.Count >= Capacity && !_fruitless.ContainsKey(peer))
            _fruitless.Remove(_fruitless.MinBy(entry => entry.Value.Until).Key);
        _fruitless[peer] = (rest, time.GetUtcNow() + rest);
    }

    /// <summary>Brings in the peer's ATXs that count in the layer's epoch; false where the peer does not have what it lists.</summary>
    private async Task<bool> FetchAtxsAsync(PeerId peer, EpochId epoch, CancellationToken cancellationToken)
    {
        if (!epoch.TrySub(1, out var published))
            return true;
        try
        {
            var ids = await queries.EpochAtxsAsync(peer, published, cancellationToken);
            var missing = uncounted(epoch, ids);
            if (missing.Count == 0)
                return true;
            var hashes = missing.Select(id => new Hash32(id.Value)).ToList();
            fetcher.Hint(peer, hashes.Take(PeerHints));
            await fetcher.FetchAsync(ObjectKind.Atx, hashes, cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is PeerRequestException or ObjectFetchException)
        {
            SyncLog.ForkAtxsFailed(log, peer, epoch, exception.Message);
            Rest(peer);
            return false;
        }
    }

    private async Task<int> FetchLayersAsync(PeerId peer, LayerId fork, CancellationToken cancellationToken)
    {
        int gained = 0;
        for (var layer = fork.Add(1); layer <= mesh.Latest; layer = layer.Add(1))
        {
            var fetched = await layers.SyncAsync(layer, [peer], cancellationToken);
            gained += fetched.NewBallots;
            if (!fetched.IsComplete)
                SyncLog.LayerIncomplete(log, layer, fetched.Problem);
        }

        return gained;
    }
}
