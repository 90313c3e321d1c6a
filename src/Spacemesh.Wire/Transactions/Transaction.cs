using Spacemesh.Codec;

namespace Spacemesh.Wire.Transactions;

/// <summary>A transaction and, once parsed, its header (spec 01 §7.8).</summary>
public sealed record Transaction(RawTx RawTx, TxHeader? TxHeader) : IScaleType<Transaction>
{
    public static int MinSize => 34;

    public static Transaction Read(ref ScaleReader reader) => new(reader.Struct<RawTx>("RawTx"), reader.OptionalObject<TxHeader>("TxHeader"));

    public void Write(ref ScaleWriter writer)
    {
        writer.Struct(RawTx);
        writer.OptionalObject(TxHeader);
    }
}
