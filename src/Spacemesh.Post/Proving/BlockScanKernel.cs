using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Spacemesh.Post.RandomX;

namespace Spacemesh.Post.Proving;

/// <summary>Scans with the processor's AES instructions, one block an instruction, eight in flight.</summary>
internal sealed unsafe class BlockScanKernel : IScanKernel
{
    public string Name => System.Runtime.Intrinsics.Arm.Aes.IsSupported ? "ARM AES" : "AES-NI";

    public static bool IsSupported => AesRound.IsAccelerated;

    public int Scan(byte* labels, int count, byte* schedule, byte threshold, ScanHit* hits)
    {
        ScanHit* next = hits;
        var limit = Vector128.Create(threshold);
        ulong quad = 0;
        for (byte* end = labels + (16 * (nint)count); labels < end; labels += 128, quad += 2)
        {
            var key = Vector128.Load(schedule);
            Vector128<byte> s0 = Vector128.Load(labels) ^ key, s1 = Vector128.Load(labels + 16) ^ key;
            Vector128<byte> s2 = Vector128.Load(labels + 32) ^ key, s3 = Vector128.Load(labels + 48) ^ key;
            Vector128<byte> s4 = Vector128.Load(labels + 64) ^ key, s5 = Vector128.Load(labels + 80) ^ key;
            Vector128<byte> s6 = Vector128.Load(labels + 96) ^ key, s7 = Vector128.Load(labels + 112) ^ key;
            for (int round = 1; round < Aes128Schedule.Rounds; round++)
            {
                key = Vector128.Load(schedule + (round * IScanKernel.KeyStride));
                s0 = AesRound.Encrypt(s0, key);
                s1 = AesRound.Encrypt(s1, key);
                s2 = AesRound.Encrypt(s2, key);
                s3 = AesRound.Encrypt(s3, key);
                s4 = AesRound.Encrypt(s4, key);
                s5 = AesRound.Encrypt(s5, key);
                s6 = AesRound.Encrypt(s6, key);
                s7 = AesRound.Encrypt(s7, key);
            }

            key = Vector128.Load(schedule + (Aes128Schedule.Rounds * IScanKernel.KeyStride));
            next = Append(
                next, limit, quad, AesRound.EncryptLast(s0, key), AesRound.EncryptLast(s1, key), AesRound.EncryptLast(s2, key), AesRound.EncryptLast(s3, key));
            next = Append(
                next, limit, quad + 1, AesRound.EncryptLast(s4, key), AesRound.EncryptLast(s5, key), AesRound.EncryptLast(s6, key), AesRound.EncryptLast(s7, key));
        }

        return (int)(next - hits);
    }

    /// <summary>Compares the four blocks of a quad; the hit counts only if a byte passes, without a branch.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ScanHit* Append(
        ScanHit* hit, Vector128<byte> limit, ulong quad, Vector128<byte> b0, Vector128<byte> b1, Vector128<byte> b2, Vector128<byte> b3)
    {
        ulong atMost = Mask(Vector128.LessThanOrEqual(b0, limit), Vector128.LessThanOrEqual(b1, limit), Vector128.LessThanOrEqual(b2, limit), Vector128.LessThanOrEqual(b3, limit));
        hit->AtMost = atMost;
        hit->Quad = quad;
        if (limit != Vector128<byte>.Zero)
            hit->Below = Mask(Vector128.LessThan(b0, limit), Vector128.LessThan(b1, limit), Vector128.LessThan(b2, limit), Vector128.LessThan(b3, limit));
        return hit + (atMost == 0 ? 0 : 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mask(Vector128<byte> b0, Vector128<byte> b1, Vector128<byte> b2, Vector128<byte> b3) =>
        b0.ExtractMostSignificantBits() | ((ulong)b1.ExtractMostSignificantBits() << 16)
        | ((ulong)b2.ExtractMostSignificantBits() << 32) | ((ulong)b3.ExtractMostSignificantBits() << 48);
}
