using System.Numerics;
using Spacemesh.Primitives;

namespace Spacemesh.Post.Labels;

/// <summary>The threshold below which a label's index is a VRF nonce (spec 02 §3).</summary>
public static class VrfThreshold
{
    /// <summary>8 · floor(2^256 / labels), big-endian.</summary>
    /// <param name="labels">Number of labels in the space; enters as a signed value whose sign is dropped, as in the reference.</param>
    /// <exception cref="PostOptionException">The threshold does not fit 32 bytes: 8 labels or fewer.</exception>
    public static Hash32 Of(ulong labels)
    {
        var divisor = BigInteger.Abs(unchecked((long)labels));
        if (divisor <= 8)
            throw new PostOptionException("NumLabels", $"no VRF threshold for {labels} labels: a space needs more than 8");
        var threshold = (BigInteger.One << 256) / divisor * 8;
        Span<byte> bytes = stackalloc byte[Bytes32.Length];
        bytes.Clear();
        threshold.TryWriteBytes(bytes[(Bytes32.Length - threshold.GetByteCount(isUnsigned: true))..], out _, isUnsigned: true, isBigEndian: true);
        return Hash32.FromBytes(bytes);
    }
}
