using System.Runtime.InteropServices;

namespace Spacemesh.Primitives;

/// <summary>An account: four reserved zero bytes and twenty of its own (spec 01 §5.1).</summary>
public readonly record struct Address(Bytes24 Value) : IFixedBytes<Address>
{
    public static int Size => Bytes24.Length;

    public static Address FromBytes(ReadOnlySpan<byte> bytes) => new(new Bytes24(bytes));

    public static ReadOnlySpan<byte> Span(in Address value) => MemoryMarshal.AsBytes(new ReadOnlySpan<Address>(in value));

    public int CompareTo(Address other) => Value.CompareTo(other.Value);

    public override string ToString() => Convert.ToHexStringLower(Span(in this));
}
