using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Fetch;

/// <summary>Aggregated hashes in layer order (spec 08 §6.5).</summary>
public readonly record struct MeshHashes(ScaleList<Hash32> Hashes) : IScaleType<MeshHashes>
{
    public const int MaxHashes = 1000;

    public static int MinSize => 1;

    public static MeshHashes Read(ref ScaleReader reader) => new(reader.FixedList<Hash32>(MaxHashes, "Hashes"));

    public void Write(ref ScaleWriter writer)
    {
        writer.FixedList(Hashes, MaxHashes);
    }
}
