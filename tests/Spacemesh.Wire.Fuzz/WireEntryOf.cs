using Spacemesh.Codec;

namespace Spacemesh.Wire.Fuzz;

/// <inheritdoc/>
public sealed class WireEntry<T>(string name) : WireEntry(name, typeof(T))
    where T : IScaleType<T>
{
    public override int MinSize => T.MinSize;

    public override object? Decode(ReadOnlySpan<byte> bytes, out DecodeError error) =>
        Scale.TryDecode<T>(bytes, out var value, out error) ? value : null;

    public override byte[] Encode(object value) => Scale.Encode((T)value);

    public override bool? IsCanonical(ReadOnlySpan<byte> bytes) => Scale.TryDecode<T>(bytes, out _, out _, out bool canonical) && canonical;
}
