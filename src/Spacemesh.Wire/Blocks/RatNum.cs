using Spacemesh.Codec;

namespace Spacemesh.Wire.Blocks;

/// <summary>A fraction (spec 01 §7.7).</summary>
public readonly record struct RatNum(ulong Num, ulong Denom) : IScaleType<RatNum>
{
    public static int MinSize => 2;

    public static RatNum Read(ref ScaleReader reader) => new(reader.C64("Num"), reader.C64("Denom"));

    public void Write(ref ScaleWriter writer)
    {
        writer.C64(Num);
        writer.C64(Denom);
    }
}
