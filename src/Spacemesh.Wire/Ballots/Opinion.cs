using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Ballots;

/// <summary>An opinion hash with the votes behind it (spec 01 §7.6).</summary>
public sealed record Opinion(Hash32 Hash, Votes Votes) : IScaleType<Opinion>
{
    public static int MinSize => 55;

    public static Opinion Read(ref ScaleReader reader) => new(reader.FixedBytes<Hash32>("Hash"), reader.Struct<Votes>("Votes"));

    public void Write(ref ScaleWriter writer)
    {
        writer.FixedBytes(Hash);
        writer.Struct(Votes);
    }
}
