using Spacemesh.Primitives;

namespace Spacemesh.Ports.Smeshing;

/// <summary>Links of a chain that count as valid without verification. Such an answer is not remembered.</summary>
/// <param name="Smesher">This identity's ATXs; null for none.</param>
/// <param name="ReceivedBefore">ATXs received before this time; null for none.</param>
public readonly record struct AtxTrust(NodeId? Smesher, DateTimeOffset? ReceivedBefore);
