using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Activation;

/// <summary>What an ATX V2 commits to before its PoET round (spec 01 §7.3).</summary>
public sealed record NIPostChallengeV2(
    EpochId PublishEpoch,
    AtxId PrevAtxId,
    AtxId PositioningAtxId,
    PostV1? InitialPost) : IScaleType<NIPostChallengeV2>
{
    public static int MinSize => 66;

    public static NIPostChallengeV2 Read(ref ScaleReader reader) => new(
        reader.Epoch("PublishEpoch"),
        reader.FixedBytes<AtxId>("PrevATXID"),
        reader.FixedBytes<AtxId>("PositioningATXID"),
        reader.OptionalValue<PostV1>("InitialPost"));

    public void Write(ref ScaleWriter writer)
    {
        writer.Epoch(PublishEpoch);
        writer.FixedBytes(PrevAtxId);
        writer.FixedBytes(PositioningAtxId);
        writer.OptionalValue(InitialPost);
    }

    /// <summary>The challenge registered at PoETs: H(0x00 ‖ encoding) (spec 01 §2.4).</summary>
    public Hash32 ComputeHash() => WireHash.OfTagged(0, this);
}
