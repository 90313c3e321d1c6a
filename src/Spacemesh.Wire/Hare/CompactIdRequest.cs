using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Hare;

/// <summary>Asks for the full proposal list behind a compact message (spec 01 §7.9).</summary>
public readonly record struct CompactIdRequest(Hash32 MsgId) : IScaleType<CompactIdRequest>
{
    public static int MinSize => 32;

    public static CompactIdRequest Read(ref ScaleReader reader) => new(reader.FixedBytes<Hash32>("MsgId"));

    public void Write(ref ScaleWriter writer)
    {
        writer.FixedBytes(MsgId);
    }
}
