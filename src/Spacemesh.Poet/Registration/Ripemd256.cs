using System.Buffers.Binary;
using System.Numerics;

namespace Spacemesh.Poet.Registration;

/// <summary>RIPEMD-256: two lines of RIPEMD-128 that trade one word after each round.</summary>
public static class Ripemd256
{
    public const int DigestSize = 32;

    private const int BlockSize = 64;

    private static ReadOnlySpan<byte> LeftWords =>
    [
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
        7, 4, 13, 1, 10, 6, 15, 3, 12, 0, 9, 5, 2, 14, 11, 8,
        3, 10, 14, 4, 9, 15, 8, 1, 2, 7, 0, 6, 13, 11, 5, 12,
        1, 9, 11, 10, 0, 8, 12, 4, 13, 3, 7, 15, 14, 5, 6, 2,
    ];

    private static ReadOnlySpan<byte> RightWords =>
    [
        5, 14, 7, 0, 9, 2, 11, 4, 13, 6, 15, 8, 1, 10, 3, 12,
        6, 11, 3, 7, 0, 13, 5, 10, 14, 15, 8, 12, 4, 9, 1, 2,
        15, 5, 1, 3, 7, 14, 6, 9, 11, 8, 12, 2, 10, 0, 4, 13,
        8, 6, 4, 1, 3, 11, 15, 0, 5, 12, 2, 13, 9, 7, 10, 14,
    ];

    private static ReadOnlySpan<byte> LeftShifts =>
    [
        11, 14, 15, 12, 5, 8, 7, 9, 11, 13, 14, 15, 6, 7, 9, 8,
        7, 6, 8, 13, 11, 9, 7, 15, 7, 12, 15, 9, 11, 7, 13, 12,
        11, 13, 6, 7, 14, 9, 13, 15, 14, 8, 13, 6, 5, 12, 7, 5,
        11, 12, 14, 15, 14, 15, 9, 8, 9, 14, 5, 6, 8, 6, 5, 12,
    ];

    private static ReadOnlySpan<byte> RightShifts =>
    [
        8, 9, 9, 11, 13, 15, 15, 5, 7, 7, 8, 11, 14, 14, 12, 6,
        9, 13, 15, 7, 12, 8, 9, 11, 7, 7, 12, 7, 6, 15, 13, 11,
        9, 7, 15, 11, 8, 6, 6, 14, 12, 13, 5, 14, 13, 13, 7, 5,
        15, 5, 8, 11, 14, 14, 6, 14, 6, 9, 12, 9, 12, 5, 15, 8,
    ];

    private static ReadOnlySpan<uint> LeftConstants => [0, 0x5a827999, 0x6ed9eba1, 0x8f1bbcdc];

    private static ReadOnlySpan<uint> RightConstants => [0x50a28be6, 0x5c4dd124, 0x6d703ef3, 0];

    private static ReadOnlySpan<uint> Initial =>
        [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0x76543210, 0xfedcba98, 0x89abcdef, 0x01234567];

    public static void Hash(ReadOnlySpan<byte> data, Span<byte> digest)
    {
        Span<uint> state = stackalloc uint[8];
        Initial.CopyTo(state);
        ulong bits = (ulong)data.Length * 8;
        for (; data.Length >= BlockSize; data = data[BlockSize..])
            Compress(state, data);
        Span<byte> tail = stackalloc byte[2 * BlockSize];
        tail.Clear();
        data.CopyTo(tail);
        tail[data.Length] = 0x80;
        tail = tail[..(data.Length + 9 <= BlockSize ? BlockSize : 2 * BlockSize)];
        BinaryPrimitives.WriteUInt64LittleEndian(tail[^8..], bits);
        for (; !tail.IsEmpty; tail = tail[BlockSize..])
            Compress(state, tail);
        for (int i = 0; i < 8; i++)
            BinaryPrimitives.WriteUInt32LittleEndian(digest[(4 * i)..], state[i]);
    }

    private static void Compress(Span<uint> state, ReadOnlySpan<byte> block)
    {
        Span<uint> words = stackalloc uint[16];
        for (int i = 0; i < 16; i++)
            words[i] = BinaryPrimitives.ReadUInt32LittleEndian(block[(4 * i)..]);
        Span<uint> left = stackalloc uint[4];
        Span<uint> right = stackalloc uint[4];
        state[..4].CopyTo(left);
        state[4..].CopyTo(right);
        for (int round = 0; round < 4; round++)
        {
            Line(left, round, LeftConstants[round], words, LeftWords.Slice(16 * round, 16), LeftShifts.Slice(16 * round, 16));
            Line(right, 3 - round, RightConstants[round], words, RightWords.Slice(16 * round, 16), RightShifts.Slice(16 * round, 16));
            (left[round], right[round]) = (right[round], left[round]);
        }

        unchecked
        {
            for (int i = 0; i < 4; i++)
            {
                state[i] += left[i];
                state[4 + i] += right[i];
            }
        }
    }

    private static void Line(Span<uint> line, int function, uint constant, ReadOnlySpan<uint> words, ReadOnlySpan<byte> order, ReadOnlySpan<byte> shifts)
    {
        uint a = line[0], b = line[1], c = line[2], d = line[3];
        for (int i = 0; i < 16; i++)
        {
            uint mixed = function switch
            {
                0 => b ^ c ^ d,
                1 => (b & c) | (~b & d),
                2 => (b | ~c) ^ d,
                _ => (b & d) | (c & ~d),
            };
            uint next = BitOperations.RotateLeft(unchecked(a + mixed + words[order[i]] + constant), shifts[i]);
            (a, d, c, b) = (d, c, b, next);
        }

        line[0] = a;
        line[1] = b;
        line[2] = c;
        line[3] = d;
    }
}
