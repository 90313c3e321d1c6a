using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Spacemesh.Poet.Work;

/// <summary>The leaves that a root makes the prover open (Fiat–Shamir, spec 03 §4.1).</summary>
public static class ChallengeIndices
{
    /// <summary>Distinct indices in ascending order: <paramref name="wanted"/> of them, or all where there are fewer leaves.</summary>
    public static ulong[] Draw(ReadOnlySpan<byte> root, ulong leafCount, int wanted)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(wanted);
        if ((ulong)wanted > leafCount)
        {
            var all = new ulong[leafCount];
            for (int i = 0; i < all.Length; i++)
                all[i] = (ulong)i;
            return all;
        }

        var drawn = new HashSet<ulong>(wanted);
        var input = new byte[root.Length + 4];
        root.CopyTo(input);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        for (uint i = 0; drawn.Count < wanted; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(input.AsSpan(root.Length), i);
            SHA256.HashData(input, digest);
            drawn.Add(BinaryPrimitives.ReadUInt64BigEndian(digest) % leafCount);
        }

        return [.. drawn.Order()];
    }
}
