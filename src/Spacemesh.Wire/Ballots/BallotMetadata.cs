using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Ballots;

/// <summary>The signed bytes of ballots and proposals (spec 01 §7.6).</summary>
public readonly record struct BallotMetadata(LayerId Layer, Hash32 MsgHash) : IScaleType<BallotMetadata>
{
    public static int MinSize => 33;

    public static BallotMetadata Read(ref ScaleReader reader) => new(reader.Layer("Layer"), reader.FixedBytes<Hash32>("MsgHash"));

    public void Write(ref ScaleWriter writer)
    {
        writer.Layer(Layer);
        writer.FixedBytes(MsgHash);
    }
}
