using System.Globalization;
using System.Text;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Primitives;

namespace Spacemesh.Crypto.Addresses;

/// <summary>What makes a network itself: the golden activation and the genesis id (spec 01 §5.4).</summary>
public static class Genesis
{
    private const int MaxExtraData = 255;

    /// <summary>The hash of the decimal seconds followed by the extra data.</summary>
    public static AtxId GoldenAtx(long unixSeconds, string extraData)
    {
        ArgumentNullException.ThrowIfNull(extraData);
        string seconds = unixSeconds.ToString(CultureInfo.InvariantCulture);
        var hash = Blake3.HashConcat(Encoding.ASCII.GetBytes(seconds), Encoding.UTF8.GetBytes(extraData));
        return new AtxId(hash.Value);
    }

    /// <summary>The first twenty bytes of the golden activation.</summary>
    public static GenesisId Id(long unixSeconds, string extraData)
    {
        var golden = GoldenAtx(unixSeconds, extraData);
        return GenesisId.FromBytes(AtxId.Span(in golden)[..GenesisId.Size]);
    }

    /// <summary>What is wrong with the extra data; null when nothing is.</summary>
    public static string? Validate(string extraData)
    {
        ArgumentNullException.ThrowIfNull(extraData);
        if (extraData.Length == 0)
            return "wait until genesis-extra-data is available";
        return Encoding.UTF8.GetByteCount(extraData) > MaxExtraData
            ? $"extra-data is longer than {MaxExtraData} symbols: {extraData}"
            : null;
    }
}
