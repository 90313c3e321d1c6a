using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Transactions;

/// <summary>What every raw transaction begins with; only a spawn names its template (spec 01 §7.8).</summary>
public readonly record struct TransactionHead(byte Version, Address Principal, TxMethod Method, Address? TemplateAddress)
    : IScaleType<TransactionHead>
{
    public static int MinSize => 26;

    public static TransactionHead Read(ref ScaleReader reader)
    {
        byte version = reader.C8("Version");
        var principal = reader.FixedBytes<Address>("Principal");
        var method = (TxMethod)reader.C8("Method");
        return new(version, principal, method, method == TxMethod.Spawn && !reader.Failed ? reader.FixedBytes<Address>("TemplateAddress") : null);
    }

    public void Write(ref ScaleWriter writer)
    {
        writer.C8(Version);
        writer.FixedBytes(Principal);
        writer.C8((byte)Method);
        if (TemplateAddress is { } template)
            writer.FixedBytes(template);
    }
}
