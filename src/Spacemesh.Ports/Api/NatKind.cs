namespace Spacemesh.Ports.Api;

/// <summary>Kinds of NAT; numbers as in the API.</summary>
public enum NatKind
{
    Unknown = 0,
    Cone = 1,
    Symmetric = 2,
}
