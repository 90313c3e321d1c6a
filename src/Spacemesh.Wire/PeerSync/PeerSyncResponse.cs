using Spacemesh.Codec;

namespace Spacemesh.Wire.PeerSync;

/// <summary>A peer’s time in Unix nanoseconds (spec 08 §13.2).</summary>
public readonly record struct PeerSyncResponse(ulong Id, ulong Timestamp) : IScaleType<PeerSyncResponse>
{
    public static int MinSize => 2;

    public static PeerSyncResponse Read(ref ScaleReader reader) => new(reader.C64("ID"), reader.C64("Timestamp"));

    public void Write(ref ScaleWriter writer)
    {
        writer.C64(Id);
        writer.C64(Timestamp);
    }
}
