using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Spacemesh.Post.RandomX;

/// <summary>
/// AesGenerator1R, AesGenerator4R and AesHash1R (spec 02 §13.2 items 1, 4, 6, 7). Their constants are BLAKE2b hashes of
/// the names that the RandomX specification gives them.
/// </summary>
internal static unsafe class AesGenerators
{
    private static readonly Vector128<byte>[] Keys1R = Vectors(Blake2b.Hash512("RandomX AesGenerator1R keys"u8));
    private static readonly Vector128<byte>[] Keys4R =
    [
        .. Vectors(Blake2b.Hash512("RandomX AesGenerator4R keys 0-3"u8)),
        .. Vectors(Blake2b.Hash512("RandomX AesGenerator4R keys 4-7"u8)),
    ];

    private static readonly Vector128<byte>[] HashState = Vectors(Blake2b.Hash512("RandomX AesHash1R state"u8));
    private static readonly Vector128<byte>[] HashKeys = Vectors(Blake2b.Hash256("RandomX AesHash1R xkeys"u8));

    /// <summary>Fills <paramref name="output"/> (a multiple of 64 bytes) and leaves the final state in <paramref name="state"/> (64 bytes).</summary>
    public static void Fill1R(Span<byte> state, byte* output, nuint length)
    {
        var columns = MemoryMarshal.Cast<byte, Vector128<byte>>(state);
        Vector128<byte> s0 = columns[0], s1 = columns[1], s2 = columns[2], s3 = columns[3];
        Vector128<byte> k0 = Keys1R[0], k1 = Keys1R[1], k2 = Keys1R[2], k3 = Keys1R[3];
        for (byte* end = output + length; output < end; output += 64)
        {
            s0 = AesRound.Decrypt(s0, k0);
            s1 = AesRound.Encrypt(s1, k1);
            s2 = AesRound.Decrypt(s2, k2);
            s3 = AesRound.Encrypt(s3, k3);
            s0.Store(output);
            s1.Store(output + 16);
            s2.Store(output + 32);
            s3.Store(output + 48);
        }

        columns[0] = s0;
        columns[1] = s1;
        columns[2] = s2;
        columns[3] = s3;
    }

    /// <summary>Fills <paramref name="output"/> (a multiple of 64 bytes) from the 64-byte <paramref name="state"/>.</summary>
    public static void Fill4R(ReadOnlySpan<byte> state, Span<byte> output)
    {
        var columns = MemoryMarshal.Cast<byte, Vector128<byte>>(state);
        Vector128<byte> s0 = columns[0], s1 = columns[1], s2 = columns[2], s3 = columns[3];
        for (; output.Length > 0; output = output[64..])
        {
            for (int round = 0; round < 4; round++)
            {
                s0 = AesRound.Decrypt(s0, Keys4R[round]);
                s1 = AesRound.Encrypt(s1, Keys4R[round]);
                s2 = AesRound.Decrypt(s2, Keys4R[4 + round]);
                s3 = AesRound.Encrypt(s3, Keys4R[4 + round]);
            }

            s0.CopyTo(output);
            s1.CopyTo(output[16..]);
            s2.CopyTo(output[32..]);
            s3.CopyTo(output[48..]);
        }
    }

    /// <summary>Hashes <paramref name="length"/> bytes (a multiple of 64) into the 64-byte <paramref name="hash"/>.</summary>
    public static void Hash1R(byte* input, nuint length, Span<byte> hash)
    {
        Vector128<byte> s0 = HashState[0], s1 = HashState[1], s2 = HashState[2], s3 = HashState[3];
        for (byte* end = input + length; input < end; input += 64)
        {
            s0 = AesRound.Encrypt(s0, Vector128.Load(input));
            s1 = AesRound.Decrypt(s1, Vector128.Load(input + 16));
            s2 = AesRound.Encrypt(s2, Vector128.Load(input + 32));
            s3 = AesRound.Decrypt(s3, Vector128.Load(input + 48));
        }

        foreach (var key in HashKeys)
        {
            s0 = AesRound.Encrypt(s0, key);
            s1 = AesRound.Decrypt(s1, key);
            s2 = AesRound.Encrypt(s2, key);
            s3 = AesRound.Decrypt(s3, key);
        }

        s0.CopyTo(hash);
        s1.CopyTo(hash[16..]);
        s2.CopyTo(hash[32..]);
        s3.CopyTo(hash[48..]);
    }

    private static Vector128<byte>[] Vectors(byte[] bytes) => MemoryMarshal.Cast<byte, Vector128<byte>>(bytes).ToArray();
}
