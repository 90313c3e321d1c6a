using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Activation;

/// <summary>What only an initial ATX V2 has (spec 01 §7.3).</summary>
public readonly record struct InitialAtxPartsV2(AtxId CommitmentAtx, PostV1 Post) : IScaleType<InitialAtxPartsV2>
{
    public static int MinSize => 35;

    public static InitialAtxPartsV2 Read(ref ScaleReader reader) => new(
        reader.FixedBytes<AtxId>("CommitmentATX"),
        reader.Struct<PostV1>("Post"));

    public void Write(ref ScaleWriter writer)
    {
        writer.FixedBytes(CommitmentAtx);
        writer.Struct(Post);
    }
}
