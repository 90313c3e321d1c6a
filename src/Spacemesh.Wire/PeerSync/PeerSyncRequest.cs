using Spacemesh.Codec;

namespace Spacemesh.Wire.PeerSync;

/// <summary>Asks a peer for its time (spec 08 §13.2).</summary>
public readonly record struct PeerSyncRequest(ulong Id) : IScaleType<PeerSyncRequest>
{
    public static int MinSize => 1;

    public static PeerSyncRequest Read(ref ScaleReader reader) => new(reader.C64("ID"));

    public void Write(ref ScaleWriter writer)
    {
        writer.C64(Id);
    }
}
