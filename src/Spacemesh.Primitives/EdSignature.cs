using System.Runtime.InteropServices;

namespace Spacemesh.Primitives;

/// <summary>An Ed25519 signature (spec 01 §3).</summary>
public readonly record struct EdSignature(Bytes64 Value) : IFixedBytes<EdSignature>
{
    public static int Size => Bytes64.Length;

    public static EdSignature FromBytes(ReadOnlySpan<byte> bytes) => new(new Bytes64(bytes));

    public static ReadOnlySpan<byte> Span(in EdSignature value) => MemoryMarshal.AsBytes(new ReadOnlySpan<EdSignature>(in value));

    public int CompareTo(EdSignature other) => Value.CompareTo(other.Value);

    public override string ToString() => Convert.ToHexStringLower(Span(in this));
}
