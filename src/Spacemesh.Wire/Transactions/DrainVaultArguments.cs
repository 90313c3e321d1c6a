using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Transactions;

/// <summary>Arguments of method 17 (spec 01 §7.8).</summary>
public readonly record struct DrainVaultArguments(Address Vault, SpendArguments Spend) : IScaleType<DrainVaultArguments>
{
    public static int MinSize => 49;

    public static DrainVaultArguments Read(ref ScaleReader reader) => new(
        reader.FixedBytes<Address>("Vault"),
        reader.Struct<SpendArguments>("SpendArguments"));

    public void Write(ref ScaleWriter writer)
    {
        writer.FixedBytes(Vault);
        writer.Struct(Spend);
    }
}
