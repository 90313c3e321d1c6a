using Spacemesh.Libp2p.Addresses;
using Spacemesh.Libp2p.Identity;
using Spacemesh.Libp2p.Multiplexing;

namespace Spacemesh.Libp2p.Transports;

/// <summary>A connection of a transport that secures and multiplexes itself.</summary>
public sealed record SecureTransportConnection(IMultiplexer Multiplexer, PublicKey RemoteKey, Multiaddr LocalAddress, Multiaddr RemoteAddress);
