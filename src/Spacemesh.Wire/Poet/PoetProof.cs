using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Poet;

/// <summary>A PoET proof (spec 01 §7.5).</summary>
public readonly record struct PoetProof(PoetMerkleProof MerkleProof, ulong LeafCount) : IScaleType<PoetProof>
{
    public static int MinSize => 4;

    public static PoetProof Read(ref ScaleReader reader) => new(reader.Struct<PoetMerkleProof>("MerkleProof"), reader.C64("LeafCount"));

    public void Write(ref ScaleWriter writer)
    {
        writer.Struct(MerkleProof);
        writer.C64(LeafCount);
    }

    /// <summary>H of the encoding (spec 01 §2.4).</summary>
    public PoetProofRef ComputeRef() => new(WireHash.Of(this).Value);
}
