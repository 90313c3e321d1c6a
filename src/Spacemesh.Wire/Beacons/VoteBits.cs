using Spacemesh.Codec;

namespace Spacemesh.Wire.Beacons;

/// <summary>
/// The bit vector of a following vote: an integer whose bit i supports proposal i of the sender's own first-round list,
/// big-endian without leading zero bytes (spec 01 §7.10).
/// </summary>
public static class VoteBits
{
    /// <summary>Packs one flag a proposal.</summary>
    public static ScaleBytes Encode(ReadOnlySpan<bool> support)
    {
        int highest = support.LastIndexOf(true);
        if (highest < 0)
            return default;
        byte[] bytes = new byte[(highest / 8) + 1];
        for (int i = 0; i <= highest; i++)
        {
            if (support[i])
                bytes[^((i / 8) + 1)] |= (byte)(1 << (i % 8));
        }

        return bytes;
    }

    /// <summary>Whether proposal <paramref name="index"/> is supported; bits that are missing are votes against.</summary>
    public static bool Supports(ReadOnlySpan<byte> bits, int index)
    {
        int at = bits.Length - 1 - (index / 8);
        return at >= 0 && ((bits[at] >> (index % 8)) & 1) == 1;
    }
}
