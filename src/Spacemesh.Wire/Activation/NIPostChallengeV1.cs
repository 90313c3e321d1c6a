using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Activation;

/// <summary>What an ATX V1 commits to before its PoET round (spec 01 §7.2).</summary>
public sealed record NIPostChallengeV1(
    EpochId PublishEpoch,
    ulong Sequence,
    AtxId PrevAtxId,
    AtxId PositioningAtxId,
    AtxId? CommitmentAtxId,
    PostV1? InitialPost) : IScaleType<NIPostChallengeV1>
{
    public static int MinSize => 68;

    public static NIPostChallengeV1 Read(ref ScaleReader reader) => new(
        reader.Epoch("PublishEpoch"),
        reader.C64("Sequence"),
        reader.FixedBytes<AtxId>("PrevATXID"),
        reader.FixedBytes<AtxId>("PositioningATXID"),
        reader.OptionalFixed<AtxId>("CommitmentATXID"),
        reader.OptionalValue<PostV1>("InitialPost"));

    public void Write(ref ScaleWriter writer)
    {
        writer.Epoch(PublishEpoch);
        writer.C64(Sequence);
        writer.FixedBytes(PrevAtxId);
        writer.FixedBytes(PositioningAtxId);
        writer.OptionalFixed(CommitmentAtxId);
        writer.OptionalValue(InitialPost);
    }

    /// <summary>The challenge registered at PoETs: H(0x00 ‖ encoding) (spec 01 §2.4).</summary>
    public Hash32 ComputeHash() => WireHash.OfTagged(0, this);
}
