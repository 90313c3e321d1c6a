using Spacemesh.Ports.Network;

namespace Spacemesh.Net.Fetching;

/// <summary>
/// Remembers which peers served wrong things. A peer that served something rejected is distrusted at once, one that answers against the
/// protocol after a few times. Such peers are asked where nobody else is left: were all others wrong, the node must still get out. Holds
/// <see cref="Capacity"/> peers, whether connected or not. Not thread-safe.
/// </summary>
internal sealed class PeerConduct(TimeProvider time, TimeSpan distrustFor)
{
    public const int Capacity = 4096;

    /// <summary>Answers against the protocol that make a peer distrusted.</summary>
    public const int Strikes = 3;

    private readonly RecentMap<PeerId, Record> _records = new(Capacity);

    public bool IsDistrusted(PeerId peer) =>
        _records.TryGet(peer, out var record) && record.Strikes >= Strikes && time.GetUtcNow() - record.Last < distrustFor;

    /// <summary>It served something that was rejected.</summary>
    public void NoteLie(PeerId peer) => Note(peer, Strikes);

    /// <summary>It answered against the protocol.</summary>
    public void NoteMalformed(PeerId peer) => Note(peer, 1);

    private void Note(PeerId peer, int strikes)
    {
        var now = time.GetUtcNow();
        int before = _records.TryGet(peer, out var record) && now - record.Last < distrustFor ? record.Strikes : 0;
        _records.Set(peer, new Record(Math.Min(before + strikes, Strikes), now));
    }

    private readonly record struct Record(int Strikes, DateTimeOffset Last);
}
