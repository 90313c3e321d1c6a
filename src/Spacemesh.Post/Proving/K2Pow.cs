using System.Buffers.Binary;

namespace Spacemesh.Post.Proving;

/// <summary>The proof of work that opens a nonce group (spec 02 §6.4).</summary>
public static class K2Pow
{
    public const int InputLength = 48;
    public const int DifficultyLength = 32;

    /// <summary>Only 56 bits of a pow enter the hash.</summary>
    public const ulong MaxPow = (1UL << 56) - 1;

    /// <summary>The key that RandomX is set up with, for ever.</summary>
    public static ReadOnlyMemory<byte> RandomXKey { get; } = "spacemesh-randomx-cache-key"u8.ToArray();

    /// <summary>Writes the 48 bytes that are hashed. The top byte of <paramref name="pow"/> does not enter.</summary>
    public static void WriteInput(Span<byte> input, ulong pow, byte group, ReadOnlySpan<byte> challenge, ReadOnlySpan<byte> nodeId)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(input, pow & MaxPow);
        input[7] = group;
        challenge[..8].CopyTo(input[8..]);
        nodeId[..32].CopyTo(input[16..InputLength]);
    }

    /// <summary>Whether a hash is below the threshold, both read as big-endian numbers.</summary>
    public static bool Satisfies(ReadOnlySpan<byte> hash, ReadOnlySpan<byte> difficulty) => hash.SequenceCompareTo(difficulty) < 0;
}
