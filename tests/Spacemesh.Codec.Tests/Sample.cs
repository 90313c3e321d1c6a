using Spacemesh.Primitives;

namespace Spacemesh.Codec.Tests;

/// <summary>One field of each kind.</summary>
internal sealed record Sample(
    ulong Number, ScaleBytes Content, ScaleText Name, ScaleList<Hash32> Hashes, ScaleList<SamplePoint> Points, ulong? Perhaps, SamplePoint? Point)
    : IScaleType<Sample>
{
    public const int Max = 4;

    public static int MinSize => 7;

    public static Sample Read(ref ScaleReader reader) => new(
        reader.C64("Number"),
        reader.Bytes(Max, "Content"),
        reader.Text(Max, "Name"),
        reader.FixedList<Hash32>(Max, "Hashes"),
        reader.List<SamplePoint>(Max, "Points"),
        reader.OptionalC64("Perhaps"),
        reader.OptionalValue<SamplePoint>("Point"));

    public void Write(ref ScaleWriter writer)
    {
        writer.C64(Number);
        writer.Bytes(Content, Max);
        writer.Text(Name, Max);
        writer.FixedList(Hashes, Max);
        writer.List(Points, Max);
        writer.OptionalC64(Perhaps);
        writer.OptionalValue(Point);
    }
}
