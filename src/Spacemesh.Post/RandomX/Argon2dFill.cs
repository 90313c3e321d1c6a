using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Spacemesh.Post.RandomX;

/// <summary>
/// Argon2d version 0x13 with one lane, up to and without finalisation: the memory itself is the result
/// (spec 02 §13.2 item 8).
/// </summary>
internal static unsafe class Argon2dFill
{
    public const int BlockLength = 1024;
    private const int Slices = 4;
    private const int Words = BlockLength / 8;

    /// <summary>The first two blocks, which everything else follows from.</summary>
    public static void Start(byte* memory, uint memoryKib, uint passes, ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt)
    {
        // Lanes, tag length 0, memory, passes, version, type d, then the length-prefixed inputs (secret and associated data empty).
        byte[] prefix = new byte[24 + 4 + password.Length + 4 + salt.Length + 8];
        var rest = prefix.AsSpan();
        foreach (uint value in (ReadOnlySpan<uint>)[1, 0, memoryKib, passes, 0x13, 0])
            WriteWord(ref rest, value);
        WriteWord(ref rest, (uint)password.Length);
        password.CopyTo(rest);
        rest = rest[password.Length..];
        WriteWord(ref rest, (uint)salt.Length);
        salt.CopyTo(rest);

        Span<byte> seed = stackalloc byte[72];
        Blake2b.Hash(prefix, seed[..64]);
        seed[64..].Clear();
        for (uint block = 0; block < 2; block++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(seed[64..], block);
            LongHash(seed, new Span<byte>(memory + (block * BlockLength), BlockLength));
        }
    }

    /// <summary>Fills <paramref name="memoryKib"/> KiB after <see cref="Start"/>; a cancelled fill leaves the memory useless.</summary>
    public static void Run(byte* memory, uint memoryKib, uint passes, CancellationToken cancellationToken)
    {
        uint length = memoryKib / Slices * Slices;
        uint segment = length / Slices;
        for (uint pass = 0; pass < passes; pass++)
        {
            for (uint slice = 0; slice < Slices; slice++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                FillSegment((ulong*)memory, length, segment, pass, slice);
            }
        }
    }

    private static void FillSegment(ulong* memory, uint length, uint segment, uint pass, uint slice)
    {
        uint first = pass == 0 && slice == 0 ? 2u : 0u;
        uint current = (slice * segment) + first;
        ulong* previous = memory + ((nuint)(current == 0 ? length - 1 : current - 1) * Words);
        uint start = pass == 0 || slice == Slices - 1 ? 0 : (slice + 1) * segment;
        for (uint i = first; i < segment; i++, current++)
        {
            // Data-dependent: the reference block comes from the first word of the block before.
            ulong j = *previous & 0xffffffff;
            ulong area = pass == 0 ? (slice * segment) + i - 1 : length - segment + i - 1;
            ulong back = (area * ((j * j) >> 32)) >> 32;
            ulong reference = (start + area - 1 - back) % length;
            ulong* next = memory + ((nuint)current * Words);
            FillBlock(previous, memory + ((nuint)reference * Words), next, xorOld: pass != 0);
            previous = next;
        }
    }

    private static void FillBlock(ulong* previous, ulong* reference, ulong* next, bool xorOld)
    {
        Vector256<ulong>* mixed = stackalloc Vector256<ulong>[Words / 4];
        Vector256<ulong>* kept = stackalloc Vector256<ulong>[Words / 4];
        for (int i = 0; i < Words / 4; i++)
        {
            var x = Vector256.Load(previous + (4 * i)) ^ Vector256.Load(reference + (4 * i));
            mixed[i] = x;
            kept[i] = xorOld ? x ^ Vector256.Load(next + (4 * i)) : x;
        }

        for (int row = 0; row < 8; row++)
            Permute(ref mixed[4 * row], ref mixed[(4 * row) + 1], ref mixed[(4 * row) + 2], ref mixed[(4 * row) + 3]);
        for (int pair = 0; pair < 4; pair++)
            PermuteColumns(mixed + pair);
        for (int i = 0; i < Words / 4; i++)
            (mixed[i] ^ kept[i]).Store(next + (4 * i));
    }

    // A vector holds two of the eight columns, so two columns are gathered from eight rows, permuted and put back.
    private static void PermuteColumns(Vector256<ulong>* column)
    {
        for (int half = 0; half < 2; half++)
        {
            var a = Gather(column, 0, half);
            var b = Gather(column, 2, half);
            var c = Gather(column, 4, half);
            var d = Gather(column, 6, half);
            Permute(ref a, ref b, ref c, ref d);
            Scatter(column, 0, half, a);
            Scatter(column, 2, half, b);
            Scatter(column, 4, half, c);
            Scatter(column, 6, half, d);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Gather(Vector256<ulong>* column, int row, int half)
    {
        var halves = (Vector128<ulong>*)column;
        return Vector256.Create(halves[(row * 8) + half], halves[((row + 1) * 8) + half]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Scatter(Vector256<ulong>* column, int row, int half, Vector256<ulong> value)
    {
        var halves = (Vector128<ulong>*)column;
        halves[(row * 8) + half] = value.GetLower();
        halves[((row + 1) * 8) + half] = value.GetUpper();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Permute(ref Vector256<ulong> a, ref Vector256<ulong> b, ref Vector256<ulong> c, ref Vector256<ulong> d)
    {
        Vector256<ulong> w = a, x = b, y = c, z = d;
        Mix(ref w, ref x, ref y, ref z);
        x = Vector256.Shuffle(x, Vector256.Create(1UL, 2, 3, 0));
        y = Vector256.Shuffle(y, Vector256.Create(2UL, 3, 0, 1));
        z = Vector256.Shuffle(z, Vector256.Create(3UL, 0, 1, 2));
        Mix(ref w, ref x, ref y, ref z);
        a = w;
        b = Vector256.Shuffle(x, Vector256.Create(3UL, 0, 1, 2));
        c = Vector256.Shuffle(y, Vector256.Create(2UL, 3, 0, 1));
        d = Vector256.Shuffle(z, Vector256.Create(1UL, 2, 3, 0));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Mix(ref Vector256<ulong> a, ref Vector256<ulong> b, ref Vector256<ulong> c, ref Vector256<ulong> d)
    {
        a = AddMultiplied(a, b);
        d = RotateRight(d ^ a, 32);
        c = AddMultiplied(c, d);
        b = RotateRight(b ^ c, 24);
        a = AddMultiplied(a, b);
        d = RotateRight(d ^ a, 16);
        c = AddMultiplied(c, d);
        b = RotateRight(b ^ c, 63);
    }

    // x + y + 2·lo32(x)·lo32(y)
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> AddMultiplied(Vector256<ulong> x, Vector256<ulong> y)
    {
        Vector256<ulong> product;
        if (Avx2.IsSupported)
        {
            product = Avx2.Multiply(x.AsUInt32(), y.AsUInt32());
        }
        else
        {
            var low = Vector256.Create(0xffffffffUL);
            product = (x & low) * (y & low);
        }

        return x + y + product + product;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> RotateRight(Vector256<ulong> value, int count) => (value >>> count) | (value << (64 - count));

    // Argon2's variable-length hash H'.
    private static void LongHash(ReadOnlySpan<byte> input, Span<byte> output)
    {
        byte[] prefixed = new byte[4 + input.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(prefixed, (uint)output.Length);
        input.CopyTo(prefixed.AsSpan(4));
        Span<byte> digest = stackalloc byte[64];
        Blake2b.Hash(prefixed, digest);
        while (output.Length > 64)
        {
            digest[..32].CopyTo(output);
            output = output[32..];
            Blake2b.Hash(digest, output.Length > 64 ? digest : digest[..output.Length]);
        }

        digest[..output.Length].CopyTo(output);
    }

    private static void WriteWord(ref Span<byte> destination, uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(destination, value);
        destination = destination[4..];
    }
}
