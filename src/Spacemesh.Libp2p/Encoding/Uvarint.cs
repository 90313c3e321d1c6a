namespace Spacemesh.Libp2p.Encoding;

/// <summary>Unsigned LEB128 as multiformats use it: minimal form, at most 9 bytes (spec 08, conventions).</summary>
public static class Uvarint
{
    public const int MaximumSize = 9;

    public static int SizeOf(ulong value)
    {
        int size = 1;
        while (value >= 0x80)
        {
            value >>= 7;
            size++;
        }

        return size;
    }

    /// <summary>Writes the value and returns the count of bytes.</summary>
    public static int Write(Span<byte> destination, ulong value)
    {
        int size = 0;
        while (value >= 0x80)
        {
            destination[size++] = (byte)(value | 0x80);
            value >>= 7;
        }

        destination[size++] = (byte)value;
        return size;
    }

    public static byte[] Encode(ulong value)
    {
        byte[] bytes = new byte[SizeOf(value)];
        Write(bytes, value);
        return bytes;
    }

    /// <summary>Reads a value from the front of <paramref name="source"/>.</summary>
    public static UvarintStatus TryRead(ReadOnlySpan<byte> source, out ulong value, out int size)
    {
        value = 0;
        for (size = 0; size < source.Length && size < MaximumSize; size++)
        {
            byte part = source[size];
            value |= (ulong)(part & 0x7f) << (7 * size);
            if (part >= 0x80)
                continue;
            size++;
            return part == 0 && size > 1 ? UvarintStatus.Invalid : UvarintStatus.Done;
        }

        return size == MaximumSize ? UvarintStatus.Invalid : UvarintStatus.Incomplete;
    }
}
