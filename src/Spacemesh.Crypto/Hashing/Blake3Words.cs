using System.Buffers.Binary;

namespace Spacemesh.Crypto.Hashing;

/// <summary>BLAKE3 words are little-endian bytes; nothing happens here on a little-endian machine but a copy.</summary>
internal static unsafe class Blake3Words
{
    /// <summary>Writes the first bytes of at most sixteen words.</summary>
    public static void Write(uint* words, Span<byte> destination)
    {
        ToBytes(words, (destination.Length + 3) / 4);
        new ReadOnlySpan<byte>(words, destination.Length).CopyTo(destination);
    }

    /// <summary>Turns words into their bytes in place.</summary>
    public static void ToBytes(uint* words, int count)
    {
        if (!BitConverter.IsLittleEndian)
        {
            var span = new Span<uint>(words, count);
            BinaryPrimitives.ReverseEndianness(span, span);
        }
    }
}
