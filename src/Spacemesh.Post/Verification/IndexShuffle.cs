using System.Buffers.Binary;
using Spacemesh.Crypto.Hashing;

namespace Spacemesh.Post.Verification;

/// <summary>The order in which subset verification picks ordinals (spec 02 §7.3).</summary>
public static class IndexShuffle
{
    private const int FirstBytes = 256;

    /// <summary>The ordinals 0 … <paramref name="k2"/> − 1 shuffled by BLAKE3-XOF of the three parts, drawn as they are asked for.</summary>
    public static IEnumerable<uint> Order(uint k2, ReadOnlySpan<byte> seed, ReadOnlySpan<byte> nodeId, ReadOnlySpan<byte> challenge)
    {
        byte[] input = [.. seed, .. nodeId, .. challenge];
        return Draw(k2, input);
    }

    private static IEnumerable<uint> Draw(uint k2, byte[] input)
    {
        uint[] order = new uint[k2];
        for (uint i = 0; i < k2; i++)
            order[i] = i;
        byte[] stream = [];
        int at = 0;
        for (uint i = 0; i < k2; i++)
        {
            uint remaining = k2 - i;
            uint limit = 65535 - (65535 % remaining);
            uint word;
            do
            {
                if (at == stream.Length)
                    stream = Extend(input, Math.Max(FirstBytes, 2 * stream.Length));
                word = BinaryPrimitives.ReadUInt16LittleEndian(stream.AsSpan(at));
                at += 2;
            }
            while (word >= limit);
            uint other = i + (word % remaining);
            (order[i], order[other]) = (order[other], order[i]);
            yield return order[i];
        }
    }

    // The output is extendable: a longer one begins with the shorter one.
    private static byte[] Extend(byte[] input, int length)
    {
        byte[] stream = new byte[length];
        Blake3.Hash(input, stream);
        return stream;
    }
}
