namespace Spacemesh.Libp2p.Kademlia;

/// <summary>Whether a host serves the table.</summary>
public enum KadMode
{
    /// <summary>Server unless the host is known to be unreachable.</summary>
    Automatic,

    Client,

    Server,
}
