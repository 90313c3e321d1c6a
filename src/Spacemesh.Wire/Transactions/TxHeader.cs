using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Transactions;

/// <summary>What parsing found out about a transaction (spec 01 §7.8).</summary>
public sealed record TxHeader(
    Address Principal,
    Address TemplateAddress,
    byte Method,
    ulong Nonce,
    LayerLimits LayerLimits,
    ulong MaxGas,
    ulong GasPrice,
    ulong MaxSpend) : IScaleType<TxHeader>
{
    public static int MinSize => 55;

    public static TxHeader Read(ref ScaleReader reader) => new(
        reader.FixedBytes<Address>("Principal"),
        reader.FixedBytes<Address>("TemplateAddress"),
        reader.C8("Method"),
        reader.C64("Nonce"),
        reader.Struct<LayerLimits>("LayerLimits"),
        reader.C64("MaxGas"),
        reader.C64("GasPrice"),
        reader.C64("MaxSpend"));

    public void Write(ref ScaleWriter writer)
    {
        writer.FixedBytes(Principal);
        writer.FixedBytes(TemplateAddress);
        writer.C8(Method);
        writer.C64(Nonce);
        writer.Struct(LayerLimits);
        writer.C64(MaxGas);
        writer.C64(GasPrice);
        writer.C64(MaxSpend);
    }

    /// <summary>Most that is paid for gas; wraps like the reference (spec 01 §7.8).</summary>
    public ulong Fee => unchecked(MaxGas * GasPrice);

    /// <summary>Most that leaves the principal; wraps like the reference (spec 01 §7.8).</summary>
    public ulong Spending => unchecked(Fee + MaxSpend);
}
