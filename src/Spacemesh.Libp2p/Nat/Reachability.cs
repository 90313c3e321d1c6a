namespace Spacemesh.Libp2p.Nat;

/// <summary>Whether peers can open connections to the host.</summary>
public enum Reachability
{
    Unknown,
    Public,
    Private,
}
