using Spacemesh.Primitives;

namespace Spacemesh.Storage.Tests.Support;

/// <summary>Ids of one repeated byte, as the vectors write them.</summary>
internal static class Ids
{
    public static T Of<T>(int value)
        where T : struct, IFixedBytes<T> => Of<T>((byte)value);

    public static T Of<T>(byte value)
        where T : struct, IFixedBytes<T>
    {
        byte[] bytes = new byte[T.Size];
        Array.Fill(bytes, value);
        return T.FromBytes(bytes);
    }

    public static T? OrNull<T>(int value)
        where T : struct, IFixedBytes<T> => value == 0 ? null : Of<T>(value);

    public static T FromHex<T>(string hex)
        where T : struct, IFixedBytes<T> => T.FromBytes(Convert.FromHexString(hex));

    public static int Byte<T>(T id)
        where T : struct, IFixedBytes<T> => T.Span(in id)[0];

    public static int? Byte<T>(T? id)
        where T : struct, IFixedBytes<T> => id is { } value ? Byte(value) : null;

    /// <summary>The mainnet's.</summary>
    public static GenesisId Mainnet => FromHex<GenesisId>("9eebff023abb17ccb775c602daade8ed708f0a50");

    public static NetworkParameters Network(uint layersPerEpoch) => new()
    {
        LayersPerEpoch = layersPerEpoch,
        LayerDuration = TimeSpan.FromSeconds(15),
        GenesisTime = DateTimeOffset.UnixEpoch,
        GoldenAtx = FromHex<AtxId>("9eebff023abb17ccb775c602daade8ed708f0a50d3149a42801184f5b74f2865"),
        AddressPrefix = "sm",
    };
}
