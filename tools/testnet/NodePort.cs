namespace Spacemesh.Tools.Testnet;

/// <summary>Ports of a node behind its first.</summary>
internal enum NodePort
{
    Dashboard,
    Public,
    Private,
    Post,
    Json,

    /// <summary>At which the node listens.</summary>
    P2p,

    /// <summary>At which others find it: the <see cref="PeerGate"/> before it.</summary>
    Gate,
}
