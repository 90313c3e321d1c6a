namespace Spacemesh.Libp2p.Nat;

/// <summary>Outcome of a dial-back, as numbered on the wire (spec 08 §2.14).</summary>
public enum AutoNatStatus
{
    Ok = 0,
    DialError = 100,
    DialRefused = 101,
    BadRequest = 200,
    InternalError = 300,
}
