using Spacemesh.Net.Ranking;
using Spacemesh.Ports.Network;

namespace Spacemesh.Net.Requests;

/// <summary>
/// Requests that rank the peers by their answers (spec 08 §7.3): every part of a node asks through one of these, so that
/// <see cref="Peers"/> is best first for all of them. One lock, held for look-ups.
/// </summary>
public sealed class RankedRequests(IPeerRequests inner, TimeProvider time) : IPeerRequests
{
    private readonly Lock _entry = new();
    private readonly PeerRanking _ranking = new();

    public IReadOnlyList<PeerId> Peers
    {
        get
        {
            var connected = inner.Peers;
            lock (_entry)
            {
                _ranking.SetPeers(connected);
                return _ranking.Order();
            }
        }
    }

    /// <summary>The connected peers with what is known of their answers, best first.</summary>
    public IReadOnlyList<PeerStanding> Standings()
    {
        var connected = inner.Peers;
        lock (_entry)
        {
            _ranking.SetPeers(connected);
            return _ranking.Standings();
        }
    }

    public async Task<ReadOnlyMemory<byte>> RequestAsync(PeerId peer, PeerRequest request, CancellationToken cancellationToken = default)
    {
        lock (_entry)
            _ranking.SetPeers(inner.Peers);
        long start = time.GetTimestamp();
        try
        {
            var data = await inner.RequestAsync(peer, request, cancellationToken);
            Note(peer, start, succeeded: true, data.Length);
            return data;
        }
        catch (PeerRequestException)
        {
            // Also where it is not connected any more: then it is not tracked, and nothing changes.
            Note(peer, start, succeeded: false, 0);
            throw;
        }
    }

    public IDisposable Serve(string protocol, PeerRequestHandler handler) => inner.Serve(protocol, handler);

    public IDisposable ServeStream(string protocol, PeerStreamHandler handler) => inner.ServeStream(protocol, handler);

    public void Drop(PeerId peer, string reason) => inner.Drop(peer, reason);

    private void Note(PeerId peer, long start, bool succeeded, int bytes)
    {
        var latency = time.GetElapsedTime(start);
        lock (_entry)
            _ranking.Note(peer, succeeded, latency, bytes);
    }
}
