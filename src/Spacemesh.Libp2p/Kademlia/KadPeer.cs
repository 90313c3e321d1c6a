using Spacemesh.Libp2p.Addresses;
using Spacemesh.Libp2p.Identity;

namespace Spacemesh.Libp2p.Kademlia;

/// <summary>A peer named in a message.</summary>
public sealed record KadPeer(PeerId Id, IReadOnlyList<Multiaddr> Addresses, KadConnection Connection = KadConnection.NotConnected);
