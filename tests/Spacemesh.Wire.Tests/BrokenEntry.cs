using Spacemesh.Codec;
using Spacemesh.Wire.Fuzz;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Wire.Tests;

/// <summary>A decoder with a fault, to see that the fuzzer finds it.</summary>
internal sealed class BrokenEntry(string fault) : WireEntry(fault, typeof(TxPayload))
{
    public override int MinSize => TxPayload.MinSize;

    public override object? Decode(ReadOnlySpan<byte> bytes, out DecodeError error)
    {
        if (Name == "throws" && bytes.Length > 3)
            throw new InvalidOperationException("fault");
        if (Name == "allocates")
            GC.KeepAlive(new byte[1 << 20]);
        if (Scale.TryDecode<TxPayload>(bytes, out var value, out error))
            return value;
        if (Name == "no error")
            error = default;
        return null;
    }

    public override byte[] Encode(object value) =>
        Scale.Encode(Name == "loses a field" ? (TxPayload)value with { Nonce = 0 } : (TxPayload)value);
}
