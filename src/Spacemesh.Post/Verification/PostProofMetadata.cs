using Spacemesh.Post.Labels;
using Spacemesh.Primitives;

namespace Spacemesh.Post.Verification;

/// <summary>What a proof is about (spec 02 §7.1).</summary>
public sealed record PostProofMetadata(NodeId NodeId, AtxId CommitmentAtxId, Hash32 Challenge, uint NumUnits)
{
    /// <summary>
    /// Makes metadata of untyped bytes. Returns the text that the reference's wrapper refuses them with, null when all is well.
    /// </summary>
    public static string? TryCreate(
        ReadOnlySpan<byte> nodeId, ReadOnlySpan<byte> commitmentAtxId, ReadOnlySpan<byte> challenge, ReadOnlySpan<byte> indices, uint numUnits, out PostProofMetadata? metadata)
    {
        metadata = null;
        if (nodeId.Length != Bytes32.Length)
            return $"invalid `nodeId` length; expected: {Bytes32.Length}, given: {nodeId.Length}";
        if (commitmentAtxId.Length != Bytes32.Length)
            return $"invalid `commitmentAtxId` length; expected: {Bytes32.Length}, given: {commitmentAtxId.Length}";
        if (challenge.Length != Bytes32.Length)
            return $"challenge length must be {Bytes32.Length}";
        if (indices.IsEmpty)
            return "proof indices are empty";
        metadata = new PostProofMetadata(
            Primitives.NodeId.FromBytes(nodeId), AtxId.FromBytes(commitmentAtxId), Hash32.FromBytes(challenge), numUnits);
        return null;
    }

    internal Commitment Commitment => Commitment.Of(NodeId, CommitmentAtxId);
}
