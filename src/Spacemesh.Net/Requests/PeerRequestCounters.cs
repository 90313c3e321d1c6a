using System.Collections.Concurrent;
using Spacemesh.Ports.Api;
using Spacemesh.Ports.Network;

namespace Spacemesh.Net.Requests;

/// <summary>Requests between us and each connected peer, both ways (spec 08 §3.3).</summary>
internal sealed class PeerRequestCounters
{
    private readonly ConcurrentDictionary<PeerId, Sides> _peers = new();

    /// <summary>Begins the record of a connected peer.</summary>
    public void Begin(PeerId peer) => _peers.TryAdd(peer, new Sides());

    /// <summary>The peer is gone: its record goes too.</summary>
    public void Forget(PeerId peer) => _peers.TryRemove(peer, out _);

    public void Asked(PeerId peer, bool succeeded, TimeSpan took)
    {
        if (_peers.TryGetValue(peer, out var sides))
            sides.Client.Add(succeeded, took);
    }

    public void Served(PeerId peer, bool succeeded, TimeSpan took)
    {
        if (_peers.TryGetValue(peer, out var sides))
            sides.Server.Add(succeeded, took);
    }

    public (PeerRequestReport Client, PeerRequestReport Server) Of(PeerId peer) =>
        _peers.TryGetValue(peer, out var sides) ? (sides.Client.Report(), sides.Server.Report()) : default;

    private sealed class Sides
    {
        public Side Client { get; } = new();

        public Side Server { get; } = new();
    }

    private sealed class Side
    {
        private readonly Lock _entry = new();
        private ulong _successes;
        private ulong _failures;
        private TimeSpan _total;

        public void Add(bool succeeded, TimeSpan took)
        {
            lock (_entry)
            {
                if (succeeded)
                    _successes++;
                else
                    _failures++;
                _total += took;
            }
        }

        public PeerRequestReport Report()
        {
            lock (_entry)
            {
                ulong count = _successes + _failures;
                return new PeerRequestReport(_successes, _failures, count == 0 ? TimeSpan.Zero : _total / count);
            }
        }
    }
}
