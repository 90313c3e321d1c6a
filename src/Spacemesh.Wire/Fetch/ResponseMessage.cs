using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Fetch;

/// <summary>One object (spec 08 §6.3).</summary>
public readonly record struct ResponseMessage(Hash32 Hash, ScaleBytes Data) : IScaleType<ResponseMessage>
{
    public const int MaxDataLength = 272_629_760;

    public static int MinSize => 33;

    public static ResponseMessage Read(ref ScaleReader reader) => new(reader.FixedBytes<Hash32>("Hash"), reader.Bytes(MaxDataLength, "Data"));

    public void Write(ref ScaleWriter writer)
    {
        writer.FixedBytes(Hash);
        writer.Bytes(Data, MaxDataLength);
    }
}
