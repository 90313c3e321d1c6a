using Spacemesh.Codec;

namespace Spacemesh.Wire.Fetch;

/// <summary>What every buffered request protocol answers: data or an error text (spec 08 §5).</summary>
public sealed record ServerResponse(ScaleBytes Data, ScaleText Error) : IScaleType<ServerResponse>
{
    public const int MaxDataLength = 272_629_760;

    public const int MaxErrorLength = 1024;

    public static int MinSize => 2;

    public static ServerResponse Read(ref ScaleReader reader) => new(reader.Bytes(MaxDataLength, "Data"), reader.Text(MaxErrorLength, "Error"));

    public void Write(ref ScaleWriter writer)
    {
        writer.Bytes(Data, MaxDataLength);
        writer.Text(Error, MaxErrorLength);
    }
}
