using Spacemesh.Ports.Network;
using Spacemesh.Primitives;

namespace Spacemesh.Net.Fetching;

/// <summary>Who is likely to have an object: the hashes that were noted or asked for last, each with a few peers (spec 08 §7.2). Not thread-safe.</summary>
internal sealed class HintTable(int capacity)
{
    /// <summary>Peers of one hash: an object that many have needs no hint.</summary>
    private const int PeersPerHash = 16;

    private readonly RecentMap<Hash32, List<PeerId>> _peers = new(capacity);

    public int Count => _peers.Count;

    public void Add(PeerId peer, Hash32 hash)
    {
        if (peer.IsNone)
            return;
        if (!_peers.TryGet(hash, out var peers))
            _peers.Set(hash, peers = []);
        if (peers.Contains(peer))
            return;
        if (peers.Count == PeersPerHash)
            peers.RemoveAt(0);
        peers.Add(peer);
    }

    public IReadOnlyList<PeerId> Of(Hash32 hash) => _peers.TryGet(hash, out var peers) ? peers : [];
}
