using Spacemesh.Codec;

namespace Spacemesh.Wire.Transactions;

/// <summary>Layers in which a transaction may execute (spec 01 §7.8).</summary>
public readonly record struct LayerLimits(uint Min, uint Max) : IScaleType<LayerLimits>
{
    public static int MinSize => 2;

    public static LayerLimits Read(ref ScaleReader reader) => new(reader.C32("Min"), reader.C32("Max"));

    public void Write(ref ScaleWriter writer)
    {
        writer.C32(Min);
        writer.C32(Max);
    }
}
