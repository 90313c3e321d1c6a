using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Spacemesh.Primitives;

/// <summary>MT19937-64 seeded by an array: the generator that orders a block's transactions (spec 05 §8.3).</summary>
public sealed class MersenneTwister64
{
    private const int Size = 312;
    private const int Middle = 156;
    private const ulong UpperMask = 0xffffffff80000000;
    private const ulong LowerMask = 0x7fffffff;

    private readonly ulong[] _state = new ulong[Size];
    private int _next = Size;

    public MersenneTwister64(ReadOnlySpan<ulong> key)
    {
        if (key.IsEmpty)
            throw new ArgumentException("the key has no words", nameof(key));
        unchecked
        {
            _state[0] = 19650218;
            for (int index = 1; index < Size; index++)
                _state[index] = (6364136223846793005 * (_state[index - 1] ^ (_state[index - 1] >> 62))) + (ulong)index;

            int i = 1;
            int j = 0;
            for (int k = Math.Max(Size, key.Length); k > 0; k--)
            {
                _state[i] = (_state[i] ^ ((_state[i - 1] ^ (_state[i - 1] >> 62)) * 3935559000370003845)) + key[j] + (ulong)j;
                if (++i == Size)
                {
                    _state[0] = _state[Size - 1];
                    i = 1;
                }

                if (++j == key.Length)
                    j = 0;
            }

            for (int k = Size - 1; k > 0; k--)
            {
                _state[i] = (_state[i] ^ ((_state[i - 1] ^ (_state[i - 1] >> 62)) * 2862933555777941757)) - (ulong)i;
                if (++i == Size)
                {
                    _state[0] = _state[Size - 1];
                    i = 1;
                }
            }

            _state[0] = 1ul << 63;
        }
    }

    /// <summary>The generator of a block: its 32-byte seed as four little-endian words.</summary>
    public static MersenneTwister64 FromBlockSeed(Hash32 seed)
    {
        var bytes = Hash32.Span(in seed);
        Span<ulong> key = stackalloc ulong[4];
        for (int i = 0; i < key.Length; i++)
            key[i] = BinaryPrimitives.ReadUInt64LittleEndian(bytes[(8 * i)..]);
        return new MersenneTwister64(key);
    }

    public ulong NextUInt64()
    {
        if (_next == Size)
            Refill();
        ulong x = _state[_next++];
        x ^= (x >> 29) & 0x5555555555555555;
        x ^= (x << 17) & 0x71d67fffeda60000;
        x ^= (x << 37) & 0xfff7eee000000000;
        return x ^ (x >> 43);
    }

    /// <summary>Bits 31 to 62 of the next output.</summary>
    public uint NextUInt32() => (uint)(NextUInt64() >> 31);

    /// <summary>Uniform in [0, <paramref name="bound"/>), drawing again where the 32-bit product would be uneven.</summary>
    public uint Below(uint bound)
    {
        ArgumentOutOfRangeException.ThrowIfZero(bound);
        ulong product = (ulong)NextUInt32() * bound;
        uint low = (uint)product;
        if (low < bound)
        {
            uint threshold = unchecked(0u - bound) % bound;
            while (low < threshold)
            {
                product = (ulong)NextUInt32() * bound;
                low = (uint)product;
            }
        }

        return (uint)(product >> 32);
    }

    /// <summary>Fisher–Yates from the end, as Go's <c>math/rand</c> shuffles fewer than 2^31 items.</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int j = (int)Below((uint)i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Twist(ulong upper, ulong lower)
    {
        ulong x = (upper & UpperMask) | (lower & LowerMask);
        return (x >> 1) ^ ((x & 1) * 0xb5026f5aa96619e9);
    }

    private void Refill()
    {
        var state = _state;
        for (int i = 0; i < Size - Middle; i++)
            state[i] = state[i + Middle] ^ Twist(state[i], state[i + 1]);
        for (int i = Size - Middle; i < Size - 1; i++)
            state[i] = state[i + Middle - Size] ^ Twist(state[i], state[i + 1]);
        state[Size - 1] = state[Middle - 1] ^ Twist(state[Size - 1], state[0]);
        _next = 0;
    }
}
