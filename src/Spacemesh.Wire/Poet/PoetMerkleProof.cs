using Spacemesh.Codec;

namespace Spacemesh.Wire.Poet;

/// <summary>The proven part of a PoET work tree; nodes may be shorter than 32 bytes (spec 01 §7.5).</summary>
public readonly record struct PoetMerkleProof(
    ScaleBytes Root,
    ScaleList<ScaleBytes> ProvenLeaves,
    ScaleList<ScaleBytes> ProofNodes) : IScaleType<PoetMerkleProof>
{
    public const int MaxRootLength = 32;

    public const int MaxProvenLeaves = 150;

    public const int MaxProofNodes = 5400;

    public static int MinSize => 3;

    public static PoetMerkleProof Read(ref ScaleReader reader) => new(
        reader.Bytes(MaxRootLength, "Root"),
        reader.BytesList(MaxProvenLeaves, MaxNodeLength, "ProvenLeaves"),
        reader.BytesList(MaxProofNodes, MaxNodeLength, "ProofNodes"));

    public void Write(ref ScaleWriter writer)
    {
        writer.Bytes(Root, MaxRootLength);
        writer.BytesList(ProvenLeaves, MaxProvenLeaves, MaxNodeLength);
        writer.BytesList(ProofNodes, MaxProofNodes, MaxNodeLength);
    }

    public const int MaxNodeLength = 32;
}
