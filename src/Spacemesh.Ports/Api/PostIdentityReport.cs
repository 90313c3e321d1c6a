using Spacemesh.Primitives;

namespace Spacemesh.Ports.Api;

/// <summary>An identity of the node.</summary>
/// <param name="Id">Its key.</param>
/// <param name="Name">Name of its key file.</param>
/// <param name="IsProving">Whether a PoST proof is being made for it.</param>
public sealed record PostIdentityReport(NodeId Id, string Name, bool IsProving);
