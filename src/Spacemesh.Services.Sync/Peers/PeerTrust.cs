using Spacemesh.Ports.Network;

namespace Spacemesh.Services.Sync.Peers;

/// <summary>
/// Remembers who lists objects that nobody can serve. A peer whose broken promises are many and outweigh the kept ones is a liar: it is
/// not asked for lists any more, and what only it listed is forgotten. Holds <see cref="Capacity"/> peers; the one with the fewest broken
/// promises makes room. Thread-safe; one lock, a leaf.
/// </summary>
/// <param name="found">Hears of a liar when it is found out.</param>
public sealed class PeerTrust(Action<PeerId>? found = null)
{
    public const int Capacity = 4096;

    /// <summary>Broken promises that an honest peer may have: objects pruned, or gone with a restart.</summary>
    public const int Forgiven = 50;

    private readonly Lock _entry = new();
    private readonly Dictionary<PeerId, (long Kept, long Broken)> _peers = [];

    public bool IsLiar(PeerId peer)
    {
        lock (_entry)
            return _peers.TryGetValue(peer, out var account) && account.Broken >= Forgiven && account.Broken > account.Kept;
    }

    public void Kept(PeerId peer, long count = 1) => Add(peer, count, 0);

    public void Broken(PeerId peer, long count = 1) => Add(peer, 0, count);

    private void Add(PeerId peer, long kept, long broken)
    {
        if (peer.IsNone || kept + broken == 0)
            return;
        bool wasLiar = IsLiar(peer);
        lock (_entry)
        {
            if (!_peers.TryGetValue(peer, out var account) && _peers.Count >= Capacity)
                _peers.Remove(_peers.MinBy(entry => entry.Value.Broken).Key);
            _peers[peer] = (account.Kept + kept, account.Broken + broken);
        }

        if (!wasLiar && IsLiar(peer))
            found?.Invoke(peer);
    }
}
