using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Ports.State;

/// <summary>Malfeasance proofs of the second format (table <c>malfeasance</c>, spec 10 §6.7).</summary>
public interface IMalfeasanceStore
{
    /// <summary>Adds a proof; a known identity keeps what it has.</summary>
    MalfeasanceOutcome Add(NodeId identity, MarriageSetId? marriage, byte? domain, ScaleBytes? proof, long receivedNanoseconds);

    /// <summary>Marks a married identity as malicious; of a known one only the marriage set changes.</summary>
    MalfeasanceOutcome SetMarried(NodeId identity, MarriageSetId marriage, long receivedNanoseconds);

    bool Contains(NodeId identity);

    MalfeasanceRecord? Find(NodeId identity);

    /// <summary>Ascending.</summary>
    IReadOnlyList<NodeId> All();
}
