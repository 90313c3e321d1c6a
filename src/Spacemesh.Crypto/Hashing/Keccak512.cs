using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Spacemesh.Crypto.Hashing;

/// <summary>Keccak-512 with the original padding, before FIPS 202 added a domain to it (spec 02 §2.2). Not SHA3-512.</summary>
public static class Keccak512
{
    /// <summary>Bytes of a hash.</summary>
    public const int HashBytes = 64;

    /// <summary>Bytes absorbed between permutations.</summary>
    public const int RateBytes = 72;

    private const int Lanes = 25;
    private const byte FirstPadding = 0x01;
    private const byte LastPadding = 0x80;

    private static ReadOnlySpan<ulong> RoundConstants =>
    [
        0x0000000000000001, 0x0000000000008082, 0x800000000000808a, 0x8000000080008000, 0x000000000000808b, 0x0000000080000001,
        0x8000000080008081, 0x8000000000008009, 0x000000000000008a, 0x0000000000000088, 0x0000000080008009, 0x000000008000000a,
        0x000000008000808b, 0x800000000000008b, 0x8000000000008089, 0x8000000000008003, 0x8000000000008002, 0x8000000000000080,
        0x000000000000800a, 0x800000008000000a, 0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
    ];

    /// <summary>Rotation of the lanes in the order in which the ρ and π steps visit them, from lane 1 on.</summary>
    private static ReadOnlySpan<byte> Rotations => [1, 3, 6, 10, 15, 21, 28, 36, 45, 55, 2, 14, 27, 41, 56, 8, 25, 43, 62, 18, 39, 61, 20, 44];

    private static ReadOnlySpan<byte> Path => [10, 7, 11, 17, 18, 3, 5, 16, 8, 21, 24, 4, 15, 23, 19, 13, 12, 2, 20, 14, 22, 9, 6, 1];

    /// <summary>Writes the 64-byte hash.</summary>
    /// <exception cref="ArgumentException">The destination is not 64 bytes.</exception>
    [SkipLocalsInit]
    public static void Hash(ReadOnlySpan<byte> input, Span<byte> destination)
    {
        if (destination.Length != HashBytes)
            throw new ArgumentException($"a hash has {HashBytes} bytes, not {destination.Length}", nameof(destination));
        Span<ulong> state = stackalloc ulong[Lanes];
        state.Clear();
        while (input.Length >= RateBytes)
        {
            Absorb(state, input[..RateBytes]);
            input = input[RateBytes..];
        }

        Span<byte> last = stackalloc byte[RateBytes];
        last.Clear();
        input.CopyTo(last);
        last[input.Length] ^= FirstPadding;
        last[RateBytes - 1] ^= LastPadding;
        Absorb(state, last);
        for (int i = 0; i < HashBytes / sizeof(ulong); i++)
            BinaryPrimitives.WriteUInt64LittleEndian(destination[(i * sizeof(ulong))..], state[i]);
    }

    private static void Absorb(Span<ulong> state, ReadOnlySpan<byte> block)
    {
        for (int i = 0; i < RateBytes / sizeof(ulong); i++)
            state[i] ^= BinaryPrimitives.ReadUInt64LittleEndian(block[(i * sizeof(ulong))..]);
        Permute(state);
    }

    [SkipLocalsInit]
    private static void Permute(Span<ulong> state)
    {
        Span<ulong> columns = stackalloc ulong[5];
        foreach (ulong constant in RoundConstants)
        {
            for (int x = 0; x < 5; x++)
                columns[x] = state[x] ^ state[x + 5] ^ state[x + 10] ^ state[x + 15] ^ state[x + 20];
            for (int x = 0; x < 5; x++)
            {
                ulong delta = columns[(x + 4) % 5] ^ BitOperations.RotateLeft(columns[(x + 1) % 5], 1);
                for (int y = 0; y < Lanes; y += 5)
                    state[y + x] ^= delta;
            }

            ulong moved = state[1];
            for (int i = 0; i < Path.Length; i++)
            {
                int lane = Path[i];
                (moved, state[lane]) = (state[lane], BitOperations.RotateLeft(moved, Rotations[i]));
            }

            for (int y = 0; y < Lanes; y += 5)
            {
                state.Slice(y, 5).CopyTo(columns);
                for (int x = 0; x < 5; x++)
                    state[y + x] = columns[x] ^ (~columns[(x + 1) % 5] & columns[(x + 2) % 5]);
            }

            state[0] ^= constant;
        }
    }
}
