using Spacemesh.Primitives;
using Spacemesh.Wire.Malfeasance;

namespace Spacemesh.Malfeasance;

/// <summary>A contradiction of an ATX of version 2. Nothing of it is stored or sent in this version of the protocol (spec 04 §12.5).</summary>
/// <param name="Kind">What it contradicts.</param>
/// <param name="Identity">Whose contradiction it is; the ATX's signer is the one flagged.</param>
/// <param name="Proof">Of <see cref="AtxV2ConflictKind.DoubleMarry"/>, where both ATXs still have their blobs.</param>
public sealed record AtxV2Conflict(AtxV2ConflictKind Kind, NodeId Identity, ProofDoubleMarry? Proof = null);
