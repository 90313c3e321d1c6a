using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Fetch;

/// <summary>Asks for the ATXs published in an epoch (spec 08 §6.1).</summary>
public readonly record struct EpochRequest(EpochId Epoch) : IScaleType<EpochRequest>
{
    public static int MinSize => 1;

    public static EpochRequest Read(ref ScaleReader reader) => new(reader.Epoch("Epoch"));

    public void Write(ref ScaleWriter writer) => writer.Epoch(Epoch);
}
