using Spacemesh.Primitives;

namespace Spacemesh.Ports.Smeshing;

/// <summary>A signed registration.</summary>
/// <param name="Identity">Who registers.</param>
/// <param name="Prefix">Genesis id ‖ domain byte, sent along.</param>
/// <param name="Challenge">What is registered.</param>
/// <param name="Signature">Over prefix ‖ challenge.</param>
/// <param name="Deadline">Until when the proof is wanted.</param>
public sealed record PoetApplication(NodeId Identity, ReadOnlyMemory<byte> Prefix, Hash32 Challenge, EdSignature Signature, DateTimeOffset Deadline);
