using Spacemesh.Codec;

namespace Spacemesh.Wire.Activation;

/// <summary>One identity’s PoST inside a NIPoST of version 2 (spec 01 §7.3).</summary>
public readonly record struct SubPostV2(
    uint MarriageIndex,
    uint PrevAtxIndex,
    ulong MembershipLeafIndex,
    PostV1 Post,
    uint NumUnits) : IScaleType<SubPostV2>
{
    public static int MinSize => 7;

    public static SubPostV2 Read(ref ScaleReader reader) => new(
        reader.C32("MarriageIndex"),
        reader.C32("PrevATXIndex"),
        reader.C64("MembershipLeafIndex"),
        reader.Struct<PostV1>("Post"),
        reader.C32("NumUnits"));

    public void Write(ref ScaleWriter writer)
    {
        writer.C32(MarriageIndex);
        writer.C32(PrevAtxIndex);
        writer.C64(MembershipLeafIndex);
        writer.Struct(Post);
        writer.C32(NumUnits);
    }
}
