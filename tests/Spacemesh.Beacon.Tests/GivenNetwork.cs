using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Beacons.Tests;

/// <summary>Networks of golden files, which name the genesis id and the layers of an epoch.</summary>
internal static class GivenNetwork
{
    public static NetworkParameters Of(byte[] genesis, uint layersPerEpoch, LayerId? restore = null) => new()
    {
        LayersPerEpoch = layersPerEpoch,
        LayerDuration = TimeSpan.FromHours(1),
        GenesisTime = new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero),
        GoldenAtx = AtxId.FromBytes([.. genesis, .. new byte[AtxId.Size - genesis.Length]]),
        AddressPrefix = "sm",
        RestoreLayer = restore,
    };

    public static DateTimeOffset StartOf(this NetworkParameters network, EpochId epoch) => network.StartOf(network.FirstLayer(epoch));

    /// <summary>A number as the files write thresholds: the first hexadecimal digits.</summary>
    public static string FirstDigits(this System.Numerics.BigInteger value, int digits = 20)
    {
        string hex = $"{value:x}".TrimStart('0');
        return hex.Length > digits ? hex[..digits] : hex;
    }

    public static string Hex<T>(this IEnumerable<T> values)
        where T : struct, IFixedBytes<T> => string.Join(',', values.Select(value => value.ToHex()));

    /// <summary>Strings of a list that may be null.</summary>
    public static string Joined(this System.Text.Json.JsonElement list) =>
        list.ValueKind == System.Text.Json.JsonValueKind.Null ? "" : string.Join(',', list.EnumerateArray().Select(item => item.GetString()));

    public static string Margins(this BeaconEpoch state) =>
        string.Join(',', state.Margins.Select(margin => $"{margin.Key.ToHex()}={margin.Value}"));

    public static string Margins(this System.Text.Json.JsonElement margins) =>
        string.Join(',', margins.EnumerateObject().OrderBy(item => item.Name, StringComparer.Ordinal).Select(item => $"{item.Name}={item.Value.GetRawText()}"));

    public static BeaconTopic Topic(string name) => name switch
    {
        "bp1" => BeaconTopic.Proposal,
        "bf1" => BeaconTopic.FirstVotes,
        "bo1" => BeaconTopic.FollowingVotes,
        "bw1" => BeaconTopic.WeakCoin,
        _ => throw new VectorMismatchException($"unknown topic {name}"),
    };
}
