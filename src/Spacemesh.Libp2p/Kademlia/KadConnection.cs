namespace Spacemesh.Libp2p.Kademlia;

/// <summary>How the answering peer stands with a peer that it names.</summary>
public enum KadConnection
{
    NotConnected = 0,
    Connected = 1,
    CanConnect = 2,
    CannotConnect = 3,
}
