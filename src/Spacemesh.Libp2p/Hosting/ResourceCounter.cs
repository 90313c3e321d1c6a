using System.Net;
using System.Net.Sockets;
using Spacemesh.Libp2p.Addresses;
using Spacemesh.Libp2p.Identity;

namespace Spacemesh.Libp2p.Hosting;

/// <summary>Counts connections and streams against the limits. One lock.</summary>
internal sealed class ResourceCounter(ResourceLimits limits)
{
    private readonly Lock _entry = new();
    private readonly Dictionary<PeerId, int> _byPeer = [];
    private readonly Dictionary<IPAddress, int> _byNetwork = [];
    private readonly Dictionary<PeerId, int> _streamsByPeer = [];
    private readonly Dictionary<string, int> _streamsByProtocol = new(StringComparer.Ordinal);
    private int _inbound;
    private int _outbound;
    private int _streams;

    public int Streams
    {
        get
        {
            lock (_entry)
            {
                return _streams;
            }
        }
    }

    /// <summary>Connections that have a place, those in their handshake among them.</summary>
    public (int Inbound, int Outbound) Connections
    {
        get
        {
            lock (_entry)
            {
                return (_inbound, _outbound);
            }
        }
    }

    /// <summary>Open streams whose protocol is agreed on.</summary>
    public IReadOnlyDictionary<string, int> StreamsByProtocol
    {
        get
        {
            lock (_entry)
            {
                return new Dictionary<string, int>(_streamsByProtocol);
            }
        }
    }

    public void AddProtocol(string protocol)
    {
        lock (_entry)
        {
            _streamsByProtocol[protocol] = _streamsByProtocol.GetValueOrDefault(protocol) + 1;
        }
    }

    public void RemoveProtocol(string protocol)
    {
        lock (_entry)
        {
            Decrement(_streamsByProtocol, protocol);
        }
    }

    /// <summary>Takes a place for a connection before its handshake; the peer is counted later.</summary>
    public bool TryAddConnection(Direction direction, Multiaddr remote)
    {
        lock (_entry)
        {
            bool inbound = direction == Direction.Inbound;
            if (_inbound + _outbound >= limits.Connections || (inbound ? _inbound >= limits.InboundConnections : _outbound >= limits.OutboundConnections))
                return false;
            if (inbound && NetworkOf(remote) is { } network)
            {
                int count = _byNetwork.GetValueOrDefault(network);
                if (count >= (network.AddressFamily == AddressFamily.InterNetwork ? limits.ConnectionsPerIp4 : limits.ConnectionsPerIp6Network))
                    return false;
                _byNetwork[network] = count + 1;
            }

            if (inbound)
                _inbound++;
            else
                _outbound++;
            return true;
        }
    }

    public void RemoveConnection(Direction direction, Multiaddr remote)
    {
        lock (_entry)
        {
            if (direction == Direction.Inbound)
            {
                _inbound--;
                if (NetworkOf(remote) is { } network)
                    Decrement(_byNetwork, network);
            }
            else
            {
                _outbound--;
            }
        }
    }

    public bool TryAddPeer(PeerId peer)
    {
        lock (_entry)
        {
            int count = _byPeer.GetValueOrDefault(peer);
            if (count >= limits.ConnectionsPerPeer)
                return false;
            _byPeer[peer] = count + 1;
            return true;
        }
    }

    public void RemovePeer(PeerId peer)
    {
        lock (_entry)
        {
            Decrement(_byPeer, peer);
        }
    }

    public bool TryAddStream(PeerId peer, Direction direction)
    {
        lock (_entry)
        {
            if (_streams >= limits.Streams)
                return false;
            if (direction == Direction.Inbound)
            {
                int count = _streamsByPeer.GetValueOrDefault(peer);
                if (count >= limits.InboundStreamsPerPeer)
                    return false;
                _streamsByPeer[peer] = count + 1;
            }

            _streams++;
            return true;
        }
    }

    public void RemoveStream(PeerId peer, Direction direction)
    {
        lock (_entry)
        {
            _streams--;
            if (direction == Direction.Inbound)
                Decrement(_streamsByPeer, peer);
        }
    }

    private static IPAddress? NetworkOf(Multiaddr remote)
    {
        if (remote.Ip is not { } ip || IPAddress.IsLoopback(ip))
            return null;
        if (ip.AddressFamily == AddressFamily.InterNetwork)
            return ip;
        byte[] bytes = ip.GetAddressBytes();
        bytes.AsSpan(7).Clear();
        return new IPAddress(bytes);
    }

    private static void Decrement<T>(Dictionary<T, int> counts, T key)
        where T : notnull
    {
        if (!counts.TryGetValue(key, out int count))
            return;
        if (count <= 1)
            counts.Remove(key);
        else
            counts[key] = count - 1;
    }
}
