using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Ballots;

/// <summary>The signed part of a ballot (spec 01 §7.6).</summary>
public sealed record InnerBallot(LayerId Layer, AtxId AtxId, Hash32 OpinionHash, BallotId RefBallot, EpochData? EpochData) : IScaleType<InnerBallot>
{
    public static int MinSize => 86;

    public static InnerBallot Read(ref ScaleReader reader) => new(
        reader.Layer("Layer"),
        reader.FixedBytes<AtxId>("AtxID"),
        reader.FixedBytes<Hash32>("OpinionHash"),
        reader.FixedBytes<BallotId>("RefBallot"),
        reader.OptionalValue<EpochData>("EpochData"));

    public void Write(ref ScaleWriter writer)
    {
        writer.Layer(Layer);
        writer.FixedBytes(AtxId);
        writer.FixedBytes(OpinionHash);
        writer.FixedBytes(RefBallot);
        writer.OptionalValue(EpochData);
    }

    /// <summary>H of the encoding: its first 20 bytes are the ballot id (spec 01 §2.4).</summary>
    public Hash32 ComputeHash() => WireHash.Of(this);
}
