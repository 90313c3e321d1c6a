using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Fetch;

/// <summary>The ATXs published in an epoch; <c>EpochData</c> of the fetch protocol (spec 08 §6.1).</summary>
public readonly record struct EpochAtxIds(ScaleList<AtxId> AtxIds) : IScaleType<EpochAtxIds>
{
    public const int MaxAtxIds = 8_000_000;

    public static int MinSize => 1;

    public static EpochAtxIds Read(ref ScaleReader reader) => new(reader.FixedList<AtxId>(MaxAtxIds, "AtxIDs"));

    public void Write(ref ScaleWriter writer)
    {
        writer.FixedList(AtxIds, MaxAtxIds);
    }
}
