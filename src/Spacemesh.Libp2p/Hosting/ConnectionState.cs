namespace Spacemesh.Libp2p.Hosting;

/// <summary>How a host stands with a peer.</summary>
public enum ConnectionState
{
    NotConnected,

    /// <summary>Only through relays that limit time and data: not used for gossip or requests.</summary>
    Limited,

    Connected,
}
