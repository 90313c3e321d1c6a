using System.Buffers.Binary;
using System.Runtime.Intrinsics;
using Spacemesh.Post.RandomX;

namespace Spacemesh.Post.Proving;

/// <summary>AES-128 round keys and single blocks.</summary>
internal static unsafe class Aes128Schedule
{
    public const int Rounds = 10;

    /// <summary>Bytes of the eleven round keys.</summary>
    public const int Length = (Rounds + 1) * 16;

    /// <summary>Writes the round keys of a 16-byte key, <paramref name="stride"/> bytes apart, each repeated to fill its stride.</summary>
    public static void Expand(ReadOnlySpan<byte> key, byte* schedule, int stride = 16)
    {
        Span<uint> words = stackalloc uint[4 * (Rounds + 1)];
        for (int i = 0; i < 4; i++)
            words[i] = BinaryPrimitives.ReadUInt32LittleEndian(key[(4 * i)..]);
        uint constant = 1;
        for (int i = 4; i < words.Length; i++)
        {
            uint word = words[i - 1];
            if (i % 4 == 0)
            {
                word = SoftAes.SubstituteWord((word >> 8) | (word << 24)) ^ constant;
                constant = (constant << 1) ^ (constant >> 7) * 0x11b;
            }

            words[i] = words[i - 4] ^ word;
        }

        for (int round = 0; round <= Rounds; round++)
        {
            var roundKey = Vector128.Create<uint>(words.Slice(4 * round, 4));
            for (int at = 0; at < stride; at += 16)
                roundKey.Store((uint*)(schedule + (round * stride) + at));
        }
    }

    /// <summary>Encrypts one block with the round keys at <paramref name="schedule"/>.</summary>
    public static Vector128<byte> Encrypt(Vector128<byte> block, byte* schedule, int stride = 16)
    {
        var state = block ^ Vector128.Load(schedule);
        for (int round = 1; round < Rounds; round++)
            state = AesRound.Encrypt(state, Vector128.Load(schedule + (round * stride)));
        return AesRound.EncryptLast(state, Vector128.Load(schedule + (Rounds * stride)));
    }
}
