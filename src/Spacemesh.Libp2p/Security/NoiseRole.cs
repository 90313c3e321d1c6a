namespace Spacemesh.Libp2p.Security;

/// <summary>Side of a handshake: the dialler is the initiator, except where a hole punch turns the roles around.</summary>
public enum NoiseRole
{
    Initiator,
    Responder,
}
