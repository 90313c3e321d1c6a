namespace Spacemesh.Libp2p.Encoding;

/// <summary>Builds a protobuf message; fields are written in the order of the calls.</summary>
public sealed class ProtoWriter
{
    private byte[] _buffer;

    public ProtoWriter(int capacity = 64)
    {
        _buffer = new byte[Math.Max(capacity, 16)];
    }

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, Length);

    public ProtoWriter Number(int field, ulong value)
    {
        Varint((ulong)field << 3);
        Varint(value);
        return this;
    }

    public ProtoWriter Flag(int field, bool value) => Number(field, value ? 1u : 0u);

    public ProtoWriter Bytes(int field, ReadOnlySpan<byte> value)
    {
        Varint(((ulong)field << 3) | 2);
        Varint((ulong)value.Length);
        Raw(value);
        return this;
    }

    public ProtoWriter Text(int field, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return Bytes(field, System.Text.Encoding.UTF8.GetBytes(value));
    }

    public ProtoWriter Message(int field, ProtoWriter message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return Bytes(field, message.Written);
    }

    public byte[] ToArray() => Written.ToArray();

    /// <summary>The message behind its length.</summary>
    public byte[] ToFrame()
    {
        byte[] frame = new byte[Uvarint.SizeOf((ulong)Length) + Length];
        int size = Uvarint.Write(frame, (ulong)Length);
        Written.CopyTo(frame.AsSpan(size));
        return frame;
    }

    private void Varint(ulong value)
    {
        Span<byte> bytes = stackalloc byte[10];
        Raw(bytes[..Uvarint.Write(bytes, value)]);
    }

    private void Raw(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _buffer.Length - Length)
            Array.Resize(ref _buffer, Math.Max(checked(Length + bytes.Length), checked(_buffer.Length * 2)));
        bytes.CopyTo(_buffer.AsSpan(Length));
        Length += bytes.Length;
    }
}
