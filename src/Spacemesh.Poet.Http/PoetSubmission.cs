using Spacemesh.Primitives;

namespace Spacemesh.Poet.Http;

/// <summary>A signed registration: the signature is over prefix ‖ challenge.</summary>
public sealed record PoetSubmission(ReadOnlyMemory<byte> Prefix, ReadOnlyMemory<byte> Challenge, ReadOnlyMemory<byte> Signature, NodeId NodeId, PoetDeadline Deadline);
