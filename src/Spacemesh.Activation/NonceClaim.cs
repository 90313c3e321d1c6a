using Spacemesh.Primitives;

namespace Spacemesh.Activation;

/// <summary>That a label's index is a VRF nonce of a space (spec 02 §3).</summary>
public sealed record NonceClaim(NodeId Node, AtxId Commitment, ulong Nonce, uint NumUnits, ulong LabelsPerUnit) : AtxClaim;
