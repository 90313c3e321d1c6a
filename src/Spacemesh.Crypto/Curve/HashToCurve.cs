using System.Security.Cryptography;

namespace Spacemesh.Crypto.Curve;

/// <summary>encode_to_curve of RFC 9380 for edwards25519_XMD:SHA-512_ELL2_NU_ (spec 01 §4.2).</summary>
internal static class HashToCurve
{
    public const int UniformSize = 48;

    /// <summary>Longest domain separation tag (RFC 9380 §5.3.3 hashes longer ones; none is used here).</summary>
    public const int MaximumTagSize = 255;

    private const int BlockSize = 128;
    private const int HashSize = 64;

    /// <summary>The point of <paramref name="message"/>, in the prime-order subgroup.</summary>
    public static EdwardsPoint Encode(ReadOnlySpan<byte> tag, ReadOnlySpan<byte> message) =>
        Elligator2.Map(ToField(tag, message)).MultiplyByCofactor();

    /// <summary>The field element of <paramref name="message"/> that is mapped to the curve.</summary>
    public static FieldElement ToField(ReadOnlySpan<byte> tag, ReadOnlySpan<byte> message)
    {
        Span<byte> uniform = stackalloc byte[UniformSize];
        Expand(uniform, tag, message);
        return ToField(uniform);
    }

    /// <summary>expand_message_xmd with SHA-512, to 48 bytes.</summary>
    public static void Expand(Span<byte> uniform, ReadOnlySpan<byte> tag, ReadOnlySpan<byte> message)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(tag.Length, MaximumTagSize);
        Span<byte> first = stackalloc byte[HashSize];
        int length = BlockSize + message.Length + 3 + tag.Length + 1;
        using (var buffer = new MessageBuffer(length, stackalloc byte[MessageBuffer.StackSize]))
        {
            var text = buffer.Bytes;
            text[..BlockSize].Clear();
            message.CopyTo(text[BlockSize..]);
            var tail = text[(BlockSize + message.Length)..];
            tail[0] = 0;
            tail[1] = UniformSize;
            tail[2] = 0;
            tag.CopyTo(tail[3..]);
            tail[^1] = (byte)tag.Length;
            SHA512.HashData(text, first);
        }

        Span<byte> second = stackalloc byte[HashSize + 1 + MaximumTagSize + 1];
        second = second[..(HashSize + 1 + tag.Length + 1)];
        first.CopyTo(second);
        second[HashSize] = 1;
        tag.CopyTo(second[(HashSize + 1)..]);
        second[^1] = (byte)tag.Length;
        SHA512.HashData(second, first);
        first[..UniformSize].CopyTo(uniform);
    }

    /// <summary>48 bytes as a big-endian integer mod p.</summary>
    public static FieldElement ToField(ReadOnlySpan<byte> uniform)
    {
        // hi·2^192 + lo, both 24 bytes
        Span<byte> bytes = stackalloc byte[2 * FieldElement.Size];
        bytes.Clear();
        for (int i = 0; i < 24; i++)
        {
            bytes[i] = uniform[UniformSize - 1 - i];
            bytes[FieldElement.Size + i] = uniform[23 - i];
        }

        var shift = new FieldElement(0, 0, 0, 1UL << 39, 0);
        FieldElement.Multiply(out var high, FieldElement.FromBytes(bytes[FieldElement.Size..]), shift);
        FieldElement.Add(out var sum, high, FieldElement.FromBytes(bytes));
        return sum.Carried();
    }
}
