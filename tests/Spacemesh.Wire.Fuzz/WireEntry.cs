using Spacemesh.Codec;

namespace Spacemesh.Wire.Fuzz;

/// <summary>One wire type under the name that the golden data gives it.</summary>
public abstract class WireEntry(string name, Type type)
{
    public string Name { get; } = name;

    public Type Type { get; } = type;

    public abstract int MinSize { get; }

    /// <summary>The value, or null and the error.</summary>
    public abstract object? Decode(ReadOnlySpan<byte> bytes, out DecodeError error);

    public abstract byte[] Encode(object value);

    /// <summary>Whether the reader takes accepted bytes for canonical; null where it is not asked.</summary>
    public virtual bool? IsCanonical(ReadOnlySpan<byte> bytes) => null;
}
