using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Activation;

/// <summary>Membership of a challenge in a PoET round (spec 01 §7.1).</summary>
public readonly record struct MerkleProofV1(ScaleList<Hash32> Nodes, ulong LeafIndex) : IScaleType<MerkleProofV1>
{
    public const int MaxNodes = 32;

    public static int MinSize => 2;

    public static MerkleProofV1 Read(ref ScaleReader reader) => new(reader.FixedList<Hash32>(MaxNodes, "Nodes"), reader.C64("LeafIndex"));

    public void Write(ref ScaleWriter writer)
    {
        writer.FixedList(Nodes, MaxNodes);
        writer.C64(LeafIndex);
    }
}
