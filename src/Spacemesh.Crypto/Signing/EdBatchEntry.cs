using Spacemesh.Primitives;

namespace Spacemesh.Crypto.Signing;

/// <summary>One signature of a batch over its complete message (prefix and domain included).</summary>
public readonly record struct EdBatchEntry(NodeId PublicKey, ReadOnlyMemory<byte> Message, EdSignature Signature);
