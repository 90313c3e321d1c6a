using System.Runtime.Intrinsics;
using Spacemesh.Post.RandomX;

namespace Spacemesh.Post.Proving;

/// <summary>Scans with AES by table: the fallback of every machine.</summary>
internal sealed unsafe class PortableScanKernel : IScanKernel
{
    public string Name => "portable";

    public int Scan(byte* labels, int count, byte* schedule, byte threshold, ScanHit* hits)
    {
        ScanHit* next = hits;
        var limit = Vector128.Create(threshold);
        for (int quad = 0; quad < count / 4; quad++, labels += 64)
        {
            next = BlockScanKernel.Append(
                next, limit, (ulong)quad, Encrypt(labels, schedule), Encrypt(labels + 16, schedule), Encrypt(labels + 32, schedule), Encrypt(labels + 48, schedule));
        }

        return (int)(next - hits);
    }

    private static Vector128<byte> Encrypt(byte* label, byte* schedule)
    {
        var state = Vector128.Load(label) ^ Vector128.Load(schedule);
        for (int round = 1; round < Aes128Schedule.Rounds; round++)
            state = SoftAes.Encrypt(state, Vector128.Load(schedule + (round * IScanKernel.KeyStride)));
        return SoftAes.EncryptLast(state, Vector128.Load(schedule + (Aes128Schedule.Rounds * IScanKernel.KeyStride)));
    }
}
