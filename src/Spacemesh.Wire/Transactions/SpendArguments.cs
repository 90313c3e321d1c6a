using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Transactions;

/// <summary>Arguments of method 16 (spec 01 §7.8).</summary>
public readonly record struct SpendArguments(Address Destination, ulong Amount) : IScaleType<SpendArguments>
{
    public static int MinSize => 25;

    public static SpendArguments Read(ref ScaleReader reader) => new(reader.FixedBytes<Address>("Destination"), reader.C64("Amount"));

    public void Write(ref ScaleWriter writer)
    {
        writer.FixedBytes(Destination);
        writer.C64(Amount);
    }
}
