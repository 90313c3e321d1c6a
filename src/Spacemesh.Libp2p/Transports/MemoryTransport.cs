using System.Net;
using Spacemesh.Libp2p.Addresses;

namespace Spacemesh.Libp2p.Transports;

/// <summary>A host's connection to a <see cref="MemoryNetwork"/>: addresses look like TCP ones.</summary>
public sealed class MemoryTransport(MemoryNetwork network, IPAddress host) : ITransport
{
    private readonly MemoryNetwork _network = network;
    private readonly IPAddress _host = host;

    public bool Handles(Multiaddr address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return address.Parts.Count == 2 && address.Ip is not null && address.Parts[1].Code == ProtocolCodes.Tcp;
    }

    public ValueTask<ITransportConnection> DialAsync(Multiaddr address, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask<ITransportConnection>(_network.Connect(_host, new IPEndPoint(address.Ip!, address.Port)));
    }

    public ValueTask<ITransportListener> ListenAsync(Multiaddr address, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        var ip = address.Ip!.Equals(IPAddress.Any) ? _host : address.Ip;
        return new ValueTask<ITransportListener>(_network.Listen(ip, address.Port));
    }
}
