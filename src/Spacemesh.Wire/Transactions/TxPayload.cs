using Spacemesh.Codec;

namespace Spacemesh.Wire.Transactions;

/// <summary>Nonce and gas price, in front of the method arguments (spec 01 §7.8).</summary>
public readonly record struct TxPayload(ulong Nonce, ulong GasPrice) : IScaleType<TxPayload>
{
    public static int MinSize => 2;

    public static TxPayload Read(ref ScaleReader reader) => new(reader.C64("Nonce"), reader.C64("GasPrice"));

    public void Write(ref ScaleWriter writer)
    {
        writer.C64(Nonce);
        writer.C64(GasPrice);
    }
}
