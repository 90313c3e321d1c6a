using System.Buffers.Binary;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Primitives;

namespace Spacemesh.Post.Proving;

/// <summary>How nonces, groups and AES keys hang together (spec 02 §6.2).</summary>
public static class NonceGroups
{
    /// <summary>Nonces that one AES block serves.</summary>
    public const uint NoncesPerGroup = 16;

    /// <summary>Groups are numbered by one byte of the proof of work.</summary>
    public const uint MaxGroups = 256;

    public static uint GroupOf(uint nonce) => nonce / NoncesPerGroup;

    public static int PositionOf(uint nonce) => (int)(nonce % NoncesPerGroup);

    /// <summary>Writes the 16-byte key of a whole group.</summary>
    public static void WriteEagerKey(Hash32 challenge, uint group, ulong pow, Span<byte> key)
    {
        Span<byte> input = stackalloc byte[44];
        Write(challenge, group, pow, input);
        Blake3.Hash(input, key[..16]);
    }

    /// <summary>Writes the 16-byte key that decides where the top byte is equal.</summary>
    public static void WriteLazyKey(Hash32 challenge, uint nonce, ulong pow, Span<byte> key)
    {
        Span<byte> input = stackalloc byte[48];
        Write(challenge, GroupOf(nonce), pow, input);
        BinaryPrimitives.WriteUInt32LittleEndian(input[44..], nonce);
        Blake3.Hash(input, key[..16]);
    }

    private static void Write(Hash32 challenge, uint group, ulong pow, Span<byte> input)
    {
        challenge.CopyTo(input);
        BinaryPrimitives.WriteUInt32LittleEndian(input[32..], group);
        BinaryPrimitives.WriteUInt64LittleEndian(input[36..], pow);
    }
}
