using System.Numerics;
using Spacemesh.Primitives;

namespace Spacemesh.Post.Proving;

/// <summary>The threshold of the K2 proof of work, made harder with the size of the space (spec 02 §6.1).</summary>
public static class PowDifficulty
{
    /// <summary>floor(difficulty / numUnits), both as big-endian numbers of 32 bytes.</summary>
    /// <exception cref="PostOptionException">There are no units.</exception>
    public static Hash32 Scale(Hash32 difficulty, uint numUnits)
    {
        if (numUnits == 0)
            throw new PostOptionException("NumUnits", "NumUnits cannot be 0");
        var scaled = new BigInteger(Hash32.Span(in difficulty), isUnsigned: true, isBigEndian: true) / numUnits;
        Span<byte> bytes = stackalloc byte[Bytes32.Length];
        bytes.Clear();
        scaled.TryWriteBytes(bytes[(Bytes32.Length - scaled.GetByteCount(isUnsigned: true))..], out _, isUnsigned: true, isBigEndian: true);
        return Hash32.FromBytes(bytes);
    }
}
