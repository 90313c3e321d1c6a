using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Ballots;

/// <summary>What a reference ballot declares for its epoch (spec 01 §7.6).</summary>
public readonly record struct EpochData(Hash32 ActiveSetHash, Beacon Beacon, uint EligibilityCount) : IScaleType<EpochData>
{
    public static int MinSize => 37;

    public static EpochData Read(ref ScaleReader reader) => new(
        reader.FixedBytes<Hash32>("ActiveSetHash"),
        reader.FixedBytes<Beacon>("Beacon"),
        reader.C32("EligibilityCount"));

    public void Write(ref ScaleWriter writer)
    {
        writer.FixedBytes(ActiveSetHash);
        writer.FixedBytes(Beacon);
        writer.C32(EligibilityCount);
    }
}
