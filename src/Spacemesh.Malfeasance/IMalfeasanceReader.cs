using Spacemesh.Primitives;

namespace Spacemesh.Malfeasance;

/// <summary>What the validation of proofs looks up among stored objects.</summary>
public interface IMalfeasanceReader
{
    /// <summary>Whether the identity ever published an ATX.</summary>
    bool Exists(NodeId identity);

    /// <summary>The newest commitment that an identity's ATXs state; null without one.</summary>
    AtxId? CommitmentOf(NodeId identity);
}
