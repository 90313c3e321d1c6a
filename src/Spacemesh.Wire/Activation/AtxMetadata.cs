using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Activation;

/// <summary>The signed bytes of an ATX V1, and one side of a double publication (spec 01 §3.3, §7.11).</summary>
public readonly record struct AtxMetadata(EpochId PublishEpoch, Hash32 MsgHash) : IScaleType<AtxMetadata>
{
    public static int MinSize => 33;

    public static AtxMetadata Read(ref ScaleReader reader) => new(reader.Epoch("PublishEpoch"), reader.FixedBytes<Hash32>("MsgHash"));

    public void Write(ref ScaleWriter writer)
    {
        writer.Epoch(PublishEpoch);
        writer.FixedBytes(MsgHash);
    }
}
