using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace Spacemesh.Runtime;

/// <summary>
/// Reproducible randomness: xoshiro256** over a 32-byte key. The root's key is four outputs of splitmix64; a fork's key is
/// SHA-256(key ‖ name), whatever was drawn before, so one more draw in one place changes nothing elsewhere. For one thread at a time.
/// </summary>
public sealed class SeededRandom : IRandomSource
{
    private readonly byte[] _key;
    private ulong _s0;
    private ulong _s1;
    private ulong _s2;
    private ulong _s3;

    public SeededRandom(ulong seed)
        : this(KeyOf(seed))
    {
    }

    private SeededRandom(byte[] key)
    {
        _key = key;
        _s0 = BinaryPrimitives.ReadUInt64LittleEndian(key);
        _s1 = BinaryPrimitives.ReadUInt64LittleEndian(key.AsSpan(8));
        _s2 = BinaryPrimitives.ReadUInt64LittleEndian(key.AsSpan(16));
        _s3 = BinaryPrimitives.ReadUInt64LittleEndian(key.AsSpan(24));
    }

    /// <summary>An independent generator for one purpose; equal names of equal generators give equal ones.</summary>
    public SeededRandom Fork(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return new SeededRandom(SHA256.HashData([.. _key, .. Encoding.UTF8.GetBytes(name)]));
    }

    public ulong NextUInt64()
    {
        unchecked
        {
            ulong result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
            ulong t = _s1 << 17;
            _s2 ^= _s0;
            _s3 ^= _s1;
            _s1 ^= _s2;
            _s0 ^= _s3;
            _s2 ^= t;
            _s3 = BitOperations.RotateLeft(_s3, 45);
            return result;
        }
    }

    public void Fill(Span<byte> destination)
    {
        Span<byte> last = stackalloc byte[8];
        while (destination.Length >= last.Length)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(destination, NextUInt64());
            destination = destination[last.Length..];
        }

        if (destination.IsEmpty)
            return;
        BinaryPrimitives.WriteUInt64LittleEndian(last, NextUInt64());
        last[..destination.Length].CopyTo(destination);
    }

    public int Next(int exclusiveMaximum)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(exclusiveMaximum, 1);
        ulong bound = (ulong)exclusiveMaximum;
        // The upper word of a 128-bit product; the few uneven lower words are drawn again.
        ulong threshold = unchecked(0ul - bound) % bound;
        while (true)
        {
            ulong high = Math.BigMul(NextUInt64(), bound, out ulong low);
            if (low >= threshold)
                return (int)high;
        }
    }

    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1ul << 53));

    private static byte[] KeyOf(ulong seed)
    {
        byte[] key = new byte[32];
        for (int offset = 0; offset < key.Length; offset += 8)
        {
            unchecked
            {
                ulong z = seed += 0x9e3779b97f4a7c15;
                z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
                z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
                BinaryPrimitives.WriteUInt64LittleEndian(key.AsSpan(offset), z ^ (z >> 31));
            }
        }

        return key;
    }
}
