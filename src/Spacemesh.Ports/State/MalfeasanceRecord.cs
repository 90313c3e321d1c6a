using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Ports.State;

/// <summary>One malicious identity of the second format.</summary>
public sealed record MalfeasanceRecord(NodeId Identity, MarriageSetId? Marriage, long ReceivedNanoseconds, byte? Domain, ScaleBytes? Proof);
