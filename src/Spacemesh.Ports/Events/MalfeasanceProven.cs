using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Ports.Events;

/// <summary>A malfeasance proof of the first format was accepted from gossip or made by a gossip handler (spec 04 §20).</summary>
/// <param name="Smesher">Whom it convicts.</param>
/// <param name="Proof">Its encoding.</param>
public sealed record MalfeasanceProven(NodeId Smesher, ScaleBytes Proof) : NodeEvent;
