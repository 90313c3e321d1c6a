using Spacemesh.Codec;

namespace Spacemesh.Wire.Activation;

/// <summary>A non-interactive PoST; the wire permits absent parts, the rules do not (spec 01 §7.2).</summary>
public sealed record NIPostV1(MerkleProofV1 Membership, PostV1? Post, PostMetadataV1? PostMetadata) : IScaleType<NIPostV1>
{
    public static int MinSize => 4;

    public static NIPostV1 Read(ref ScaleReader reader) => new(
        reader.Struct<MerkleProofV1>("Membership"),
        reader.OptionalValue<PostV1>("Post"),
        reader.OptionalValue<PostMetadataV1>("PostMetadata"));

    public void Write(ref ScaleWriter writer)
    {
        writer.Struct(Membership);
        writer.OptionalValue(Post);
        writer.OptionalValue(PostMetadata);
    }
}
