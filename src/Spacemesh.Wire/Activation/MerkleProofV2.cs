using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Activation;

/// <summary>Membership of several challenges in one PoET round (spec 01 §7.3).</summary>
public readonly record struct MerkleProofV2(ScaleList<Hash32> Nodes) : IScaleType<MerkleProofV2>
{
    public const int MaxNodes = 32;

    public static int MinSize => 1;

    public static MerkleProofV2 Read(ref ScaleReader reader) => new(reader.FixedList<Hash32>(MaxNodes, "Nodes"));

    public void Write(ref ScaleWriter writer)
    {
        writer.FixedList(Nodes, MaxNodes);
    }
}
