using Spacemesh.Primitives;
using Spacemesh.Wire.Malfeasance;

namespace Spacemesh.Ports.Chain;

/// <summary>Takes proofs that a gossip handler made itself: they are stored and flag the identity, and are not gossiped (spec 05 §5.4).</summary>
public interface IMalfeasanceSink
{
    /// <summary>Stores the proof unless the identity has one, and flags the identity. Quick; called from any thread.</summary>
    void Report(NodeId smesher, MalfeasanceProof proof, DateTimeOffset received);
}
