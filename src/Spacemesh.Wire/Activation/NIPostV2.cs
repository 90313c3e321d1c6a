using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Activation;

/// <summary>The PoSTs that share one PoET proof (spec 01 §7.3).</summary>
public sealed record NIPostV2(MerkleProofV2 Membership, Hash32 Challenge, ScaleList<SubPostV2> Posts) : IScaleType<NIPostV2>
{
    public const int MaxPosts = 256;

    public static int MinSize => 34;

    public static NIPostV2 Read(ref ScaleReader reader) => new(
        reader.Struct<MerkleProofV2>("Membership"),
        reader.FixedBytes<Hash32>("Challenge"),
        reader.List<SubPostV2>(MaxPosts, "Posts"));

    public void Write(ref ScaleWriter writer)
    {
        writer.Struct(Membership);
        writer.FixedBytes(Challenge);
        writer.List(Posts, MaxPosts);
    }
}
