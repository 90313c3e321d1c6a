using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Fetch;

/// <summary>Asks for one object by kind and hash (spec 08 §6.3).</summary>
public readonly record struct RequestMessage(ScaleText Hint, Hash32 Hash) : IScaleType<RequestMessage>
{
    public const int MaxHintLength = 256;

    public static int MinSize => 33;

    public static RequestMessage Read(ref ScaleReader reader) => new(reader.Text(MaxHintLength, "Hint"), reader.FixedBytes<Hash32>("Hash"));

    public void Write(ref ScaleWriter writer)
    {
        writer.Text(Hint, MaxHintLength);
        writer.FixedBytes(Hash);
    }
}
