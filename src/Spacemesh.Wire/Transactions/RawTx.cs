using Spacemesh.Codec;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Transactions;

/// <summary>A transaction’s bytes under its id; only kept internally, peers exchange the bytes alone (spec 01 §7.8).</summary>
public sealed record RawTx(TransactionId Id, ScaleBytes Raw) : IScaleType<RawTx>
{
    public const int MaxRawLength = 4096;

    public static int MinSize => 33;

    public static RawTx Read(ref ScaleReader reader) => new(reader.FixedBytes<TransactionId>("ID"), reader.Bytes(MaxRawLength, "Raw"));

    public void Write(ref ScaleWriter writer)
    {
        writer.FixedBytes(Id);
        writer.Bytes(Raw, MaxRawLength);
    }

    /// <summary>The transaction with its id computed.</summary>
    public static RawTx FromBytes(ScaleBytes raw) => new(ComputeId(raw.Span), raw);

    /// <summary>H of the bytes as received (spec 01 §2.4).</summary>
    public static TransactionId ComputeId(ReadOnlySpan<byte> raw) => new(Blake3.Hash(raw).Value);
}
