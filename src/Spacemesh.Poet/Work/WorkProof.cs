namespace Spacemesh.Poet.Work;

/// <summary>
/// A proof of sequential work (spec 03 §4.2) as bytes of any lengths, for what arrives is only judged by <see cref="Verification.WorkVerifier"/>.
/// </summary>
/// <param name="Root">Root of the work tree; empty when there was no work.</param>
/// <param name="ProvenLeaves">Labels of the opened leaves, ascending by index.</param>
/// <param name="ProofNodes">Siblings in the order of spec 03 §3.3.</param>
/// <param name="LeafCount">Leaves of the tree.</param>
public sealed record WorkProof(byte[] Root, IReadOnlyList<byte[]> ProvenLeaves, IReadOnlyList<byte[]> ProofNodes, ulong LeafCount)
{
    /// <summary>The proof of a round without work.</summary>
    public static WorkProof Empty { get; } = new([], [], [], 0);
}
