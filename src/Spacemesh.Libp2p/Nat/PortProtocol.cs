namespace Spacemesh.Libp2p.Nat;

/// <summary>What kind of port a router maps.</summary>
public enum PortProtocol
{
    Udp,
    Tcp,
}
