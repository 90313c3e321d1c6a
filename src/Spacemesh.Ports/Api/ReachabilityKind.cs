namespace Spacemesh.Ports.Api;

/// <summary>Whether others reach the node; numbers as in the API.</summary>
public enum ReachabilityKind
{
    Unknown = 0,
    Public = 1,
    Private = 2,
}
