namespace Spacemesh.Libp2p.Nat;

/// <summary>How the router in between chooses outside ports.</summary>
public enum NatKind
{
    Unknown,

    /// <summary>One outside port whomever the host talks to: hole punching works.</summary>
    Cone,

    /// <summary>Another outside port for every peer.</summary>
    Symmetric,
}
