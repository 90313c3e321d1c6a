using Spacemesh.Libp2p.Addresses;

namespace Spacemesh.Libp2p.Transports;

/// <summary>A raw connection: bytes without security, between two addresses.</summary>
public interface ITransportConnection : IDuplex
{
    Multiaddr LocalAddress { get; }

    Multiaddr RemoteAddress { get; }
}
