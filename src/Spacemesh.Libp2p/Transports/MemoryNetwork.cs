using System.Net;
using System.Threading.Channels;
using Spacemesh.Libp2p.Addresses;

namespace Spacemesh.Libp2p.Transports;

/// <summary>
/// A network of hosts with IP addresses in one process. <see cref="MayConnect"/> and <see cref="Latency"/> shape it; connections can be cut.
/// Deterministic on a virtual scheduler. One lock.
/// </summary>
public sealed class MemoryNetwork(TimeProvider time)
{
    private const int AcceptBacklog = 1024;
    private const int FirstEphemeralPort = 49152;

    private readonly Lock _entry = new();
    private readonly Dictionary<IPEndPoint, Channel<ITransportConnection>> _listeners = [];
    private readonly List<(IPAddress From, IPAddress To, MemoryConnection Connection)> _connections = [];
    private int _nextPort = FirstEphemeralPort;

    /// <summary>Time that bytes need one way between two hosts; none by default.</summary>
    public Func<IPAddress, IPAddress, TimeSpan> Latency { get; set; } = (_, _) => TimeSpan.Zero;

    /// <summary>Whether a host may open a connection to another; NAT and partitions. A refused dial fails at once.</summary>
    public Func<IPAddress, IPEndPoint, bool> MayConnect { get; set; } = (_, _) => true;

    /// <summary>Connections made so far that nobody removed by cutting.</summary>
    public int Connections
    {
        get
        {
            lock (_entry)
            {
                return _connections.Count;
            }
        }
    }

    /// <summary>Cuts the connections that the condition names: nothing more arrives on them.</summary>
    public int Cut(Func<IPAddress, IPAddress, bool> condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        lock (_entry)
        {
            return _connections.RemoveAll(entry =>
            {
                if (!condition(entry.From, entry.To))
                    return false;
                entry.Connection.Cut();
                return true;
            });
        }
    }

    internal ITransportConnection Connect(IPAddress from, IPEndPoint to)
    {
        if (!MayConnect(from, to))
            throw new Libp2pException(Libp2pFault.Transport, $"no route from {from} to {to}");
        lock (_entry)
        {
            if (!_listeners.TryGetValue(to, out var listener))
                throw new Libp2pException(Libp2pFault.Transport, $"nothing listens at {to}");
            if (++_nextPort > ushort.MaxValue)
                _nextPort = FirstEphemeralPort;
            var pair = MemoryConnection.Pair(time, Multiaddr.OfTcp(new IPEndPoint(from, _nextPort)), Multiaddr.OfTcp(to), Latency(from, to.Address));
            if (!listener.Writer.TryWrite(pair.Second))
                throw new Libp2pException(Libp2pFault.Transport, $"{to} does not accept connections now");
            _connections.Add((from, to.Address, pair.First));
            return pair.First;
        }
    }

    internal MemoryListener Listen(IPAddress host, int port)
    {
        lock (_entry)
        {
            if (port == 0)
            {
                port = 1024;
                while (_listeners.ContainsKey(new IPEndPoint(host, port)))
                    port++;
            }

            var endPoint = new IPEndPoint(host, port);
            var channel = Channel.CreateBounded<ITransportConnection>(AcceptBacklog);
            if (!_listeners.TryAdd(endPoint, channel))
                throw new Libp2pException(Libp2pFault.Transport, $"{endPoint} is in use");
            return new MemoryListener(this, endPoint, channel);
        }
    }

    internal void Remove(IPEndPoint endPoint)
    {
        lock (_entry)
        {
            _listeners.Remove(endPoint);
        }
    }
}
