using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Transactions;

/// <summary>What executing a transaction gave (spec 01 §7.8).</summary>
public sealed record TransactionResult(
    TransactionStatus Status,
    ScaleText Message,
    ulong Gas,
    ulong Fee,
    BlockId Block,
    LayerId Layer,
    ScaleList<Address> Addresses) : IScaleType<TransactionResult>
{
    public const int MaxMessageLength = 1024;

    public const int MaxAddresses = 10;

    public static int MinSize => 26;

    public static TransactionResult Read(ref ScaleReader reader) => new(
        (TransactionStatus)reader.C8("Status"),
        reader.Text(MaxMessageLength, "Message"),
        reader.C64("Gas"),
        reader.C64("Fee"),
        reader.FixedBytes<BlockId>("Block"),
        reader.Layer("Layer"),
        reader.FixedList<Address>(MaxAddresses, "Addresses"));

    public void Write(ref ScaleWriter writer)
    {
        writer.C8((byte)Status);
        writer.Text(Message, MaxMessageLength);
        writer.C64(Gas);
        writer.C64(Fee);
        writer.FixedBytes(Block);
        writer.Layer(Layer);
        writer.FixedList(Addresses, MaxAddresses);
    }
}
