using System.Globalization;
using Spacemesh.Codec;
using Spacemesh.Ports.Network;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Services.Sync.Peers;
using Spacemesh.Wire.Fetch;

namespace Spacemesh.Services.Sync.Forks;

/// <summary>
/// Finds the last layer at which a peer's aggregated hashes are still ours (spec 08 §11.4), and remembers where each peer last agreed and
/// what was resynced. One request narrows the range a hundredfold. Used by one loop; not thread-safe.
/// </summary>
public sealed class ForkFinder(IStateDatabase state, LayerId effectiveGenesis, PeerQueries queries, TimeProvider time, TimeSpan stale)
{
    /// <summary>Hashes of one request at most.</summary>
    private const uint MostHashes = 100;

    /// <summary>Peers and hashes that are remembered; beyond that the oldest goes.</summary>
    private const int Capacity = 4096;

    private readonly Dictionary<PeerId, Agreement> _agreements = [];
    private readonly Dictionary<(LayerId Layer, Hash32 Hash), DateTimeOffset> _resynced = [];

    /// <summary>Peers with a remembered agreement.</summary>
    public int Agreements => _agreements.Count;

    /// <summary>Notes that a peer has our hash at a layer.</summary>
    public void Agree(PeerId peer, LayerId layer, Hash32 hash) => Agree(peer, layer, hash, time.GetUtcNow());

    public bool IsResynced(LayerId layer, Hash32 hash) => _resynced.ContainsKey((layer, hash));

    public void MarkResynced(LayerId layer, Hash32 hash)
    {
        MakeRoom(_resynced, at => at);
        _resynced[(layer, hash)] = time.GetUtcNow();
    }

    /// <summary>The last layer at which the peer agrees.</summary>
    /// <param name="peer">Who differs.</param>
    /// <param name="diffLayer">Where.</param>
    /// <param name="diffHash">The peer's hash there.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ForkSearchException">It could not be found.</exception>
    public async Task<LayerId> FindAsync(PeerId peer, LayerId diffLayer, Hash32 diffHash, CancellationToken cancellationToken)
    {
        var (from, fromHash) = Begin(peer, diffLayer);
        var (to, toHash) = (diffLayer, diffHash);
        while (true)
        {
            if (from.AddSaturating(1) >= to)
                return from;
            var request = new MeshHashRequest(from, to, ((to.Value - from.Value) / (MostHashes - 1)) + 1);
            var hashes = await AskAsync(peer, request, cancellationToken);
            if (hashes[0] != fromHash || hashes[^1] != toHash)
            {
                Purge([peer]);
                throw new ForkSearchException(ForkSearchFailure.PeerChanged, "sending hash request: peer mesh changed mid session");
            }

            var own = state.Layers.AggregatedHashes(request.From, request.To, request.Step)
                ?? throw new ForkSearchException(
                    ForkSearchFailure.OwnLayersMissing,
                    string.Create(CultureInfo.InvariantCulture, $"getting own hashes: database: not found layers from {from} to {to} by {request.Step}"));
            int different = 0;
            while (different < hashes.Count && own[different] == hashes[different])
                different++;
            if (different == 0 || different == hashes.Count)
            {
                PurgeAll();
                throw new ForkSearchException(ForkSearchFailure.NodeChanged, "node mesh changed mid session");
            }

            (from, fromHash) = (LayerAt(request, different - 1, hashes.Count), hashes[different - 1]);
            (to, toHash) = (LayerAt(request, different, hashes.Count), hashes[different]);
            Agree(peer, from, fromHash);
        }
    }

    /// <summary>Forgets agreements of peers that are neither among the given ones nor fresh, and resynced hashes that are stale.</summary>
    public void PurgeStale(IReadOnlyCollection<PeerId> best)
    {
        var oldest = time.GetUtcNow() - stale;
        foreach (var (peer, agreement) in _agreements.ToList())
        {
            if (agreement.Time < oldest && !best.Contains(peer))
                _agreements.Remove(peer);
        }

        foreach (var (key, at) in _resynced.ToList())
        {
            if (at < oldest)
                _resynced.Remove(key);
        }
    }

    /// <summary>Forgets the agreements of these peers.</summary>
    public void Purge(IEnumerable<PeerId> peers)
    {
        foreach (var peer in peers)
            _agreements.Remove(peer);
    }

    /// <summary>Forgets all agreements.</summary>
    public void PurgeAll() => _agreements.Clear();

    /// <summary>Every layer of a request is <c>step</c> after the one before, but for the last.</summary>
    private static LayerId LayerAt(MeshHashRequest request, int index, int count) =>
        index == count - 1 ? request.To : request.From.Add(checked((uint)index * request.Step));

    private static void MakeRoom<TKey, TValue>(Dictionary<TKey, TValue> entries, Func<TValue, DateTimeOffset> timeOf)
        where TKey : notnull
    {
        if (entries.Count >= Capacity)
            entries.Remove(entries.MinBy(entry => timeOf(entry.Value)).Key);
    }

    private void Agree(PeerId peer, LayerId layer, Hash32 hash, DateTimeOffset now)
    {
        if (!_agreements.ContainsKey(peer))
            MakeRoom(_agreements, agreement => agreement.Time);
        _agreements[peer] = new Agreement(layer, hash, now);
    }

    private (LayerId Layer, Hash32 Hash) Begin(PeerId peer, LayerId diffLayer)
    {
        if (_agreements.TryGetValue(peer, out var agreement))
        {
            if (agreement.Layer < diffLayer && state.Layers.AggregatedHash(agreement.Layer) == agreement.Hash)
                return (agreement.Layer, agreement.Hash);
            _agreements.Remove(peer);
        }

        return (effectiveGenesis, state.Layers.AggregatedHash(effectiveGenesis)
            ?? throw new ForkSearchException(
                ForkSearchFailure.OwnLayersMissing, string.Create(CultureInfo.InvariantCulture, $"getting own hashes: database: not found layer {effectiveGenesis}")));
    }

    private async Task<ScaleList<Hash32>> AskAsync(PeerId peer, MeshHashRequest request, CancellationToken cancellationToken)
    {
        uint span = request.To.Difference(request.From);
        uint expected = (span / request.Step) + 1 + (span % request.Step == 0 ? 0u : 1u);
        try
        {
            var hashes = await queries.MeshHashesAsync(peer, request, cancellationToken);
            if (hashes.Count == expected)
                return hashes;
        }
        catch (PeerRequestException exception)
        {
            throw new ForkSearchException(ForkSearchFailure.NoAnswer, $"sending hash request: {exception.Message}", exception);
        }

        Purge([peer]);
        throw new ForkSearchException(ForkSearchFailure.NoAnswer, "sending hash request: inconsistent layers for mesh hashes");
    }

    private readonly record struct Agreement(LayerId Layer, Hash32 Hash, DateTimeOffset Time);
}
