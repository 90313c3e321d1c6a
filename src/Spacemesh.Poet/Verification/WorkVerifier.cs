using Spacemesh.Codec;
using Spacemesh.Poet.Kernel;
using Spacemesh.Poet.Work;
using Spacemesh.Wire.Poet;

namespace Spacemesh.Poet.Verification;

/// <summary>
/// Judges proofs of sequential work exactly as the network does, laxities included (spec 03 §5): lengths of nodes, height against leaf
/// count and the message around the proof are not looked at.
/// </summary>
public static class WorkVerifier
{
    /// <summary>Checks a proof against the statement that its members give. Costs some 60,000 compressions; call it on the work pool.</summary>
    public static WorkVerdict Verify(
        ReadOnlySpan<byte> statement, in PoetProof proof, int securityParameter = PoetParameters.SecurityParameter, Sha256Kernel? kernel = null)
    {
        var (root, leaves, nodes) = proof.MerkleProof;
        if (leaves.Count != securityParameter)
            return new(WorkFault.LeavesProven, $"number of proven leaves ({leaves.Count}) must be equal to security param ({securityParameter})");
        var indices = ChallengeIndices.Draw(root, proof.LeafCount, securityParameter);
        if (indices.Length != leaves.Count)
            return Merkle($"number of leaves ({leaves.Count}) must equal number of indices ({indices.Length})");
        if (leaves.IsEmpty)
            return Merkle("at least one leaf is required for validation");

        var hasher = new WorkHasher(statement, kernel);
        var climbed = new PartialWorkTree(hasher, indices, leaves, nodes).Climb(out var parked);
        if (!climbed.Span.SequenceEqual(root.Span))
            return new(WorkFault.Root, "merkle proof not valid");
        if (parked.Count != leaves.Count)
            return new(WorkFault.Unreached, $"merkle proof not valid: len(parkingSnapshots) != len(proof.ProvenLeaves) ({parked.Count} != {leaves.Count})");
        return CheckLabels(hasher, indices, leaves, parked);
    }

    private static WorkVerdict CheckLabels(WorkHasher hasher, ulong[] indices, ScaleList<ScaleBytes> leaves, List<List<ReadOnlyMemory<byte>>> parked)
    {
        Span<byte> first = stackalloc byte[PoetParameters.NodeSize];
        Span<byte> second = stackalloc byte[PoetParameters.NodeSize];
        for (int at = 0; at < leaves.Count; at += 2)
        {
            bool pair = at + 1 < leaves.Count;
            FirstHash(hasher, indices[at], parked[at], first);
            if (pair)
                FirstHash(hasher, indices[at + 1], parked[at + 1], second);
            hasher.Kernel.NestPair(first, second, PoetParameters.LabelHashNesting - 1);
            if (!first.SequenceEqual(leaves[at].Span))
                return Label(at, first, leaves[at]);
            if (pair && !second.SequenceEqual(leaves[at + 1].Span))
                return Label(at + 1, second, leaves[at + 1]);
        }

        return WorkVerdict.Valid;
    }

    private static void FirstHash(WorkHasher hasher, ulong index, List<ReadOnlyMemory<byte>> parked, Span<byte> digest)
    {
        hasher.BeginLabel(index);
        foreach (var node in parked)
            hasher.Append(node.Span);
        hasher.EndFirstHash(digest);
    }

    private static WorkVerdict Merkle(string text) => new(WorkFault.Indices, $"error while validating merkle proof: {text}");

    private static WorkVerdict Label(int at, ReadOnlySpan<byte> expected, ScaleBytes actual) =>
        new(WorkFault.Label, $"label at index {at} incorrect - expected: {Convert.ToHexStringLower(expected)} actual: {actual}");
}
