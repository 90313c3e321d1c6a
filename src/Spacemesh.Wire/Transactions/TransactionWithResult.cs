using Spacemesh.Codec;

namespace Spacemesh.Wire.Transactions;

/// <summary>A transaction followed by its result (spec 01 §7.8).</summary>
public sealed record TransactionWithResult(Transaction Transaction, TransactionResult Result) : IScaleType<TransactionWithResult>
{
    public static int MinSize => 60;

    public static TransactionWithResult Read(ref ScaleReader reader) => new(
        reader.Struct<Transaction>("Transaction"),
        reader.Struct<TransactionResult>("TransactionResult"));

    public void Write(ref ScaleWriter writer)
    {
        writer.Struct(Transaction);
        writer.Struct(Result);
    }
}
