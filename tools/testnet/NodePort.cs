namespace Spacemesh.Tools.Testnet;

/// <summary>Ports of a node behind its first.</summary>
internal enum NodePort
{
    Dashboard,
    Public,
    Private,
    Post,
    Json,
    P2p,
}
