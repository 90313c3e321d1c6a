using Spacemesh.Libp2p.Addresses;
using Spacemesh.Libp2p.Identity;
using Spacemesh.Libp2p.Multiplexing;

namespace Spacemesh.Libp2p.Hosting;

/// <summary>A connection that is secured and multiplexed, before the host takes it.</summary>
internal sealed record UpgradedConnection(IMultiplexer Multiplexer, PublicKey RemoteKey, Multiaddr LocalAddress, Multiaddr RemoteAddress)
{
    public bool IsLimited { get; init; }

    public bool IsHolePunched { get; init; }
}
