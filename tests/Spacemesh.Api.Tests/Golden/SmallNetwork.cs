using Spacemesh.Primitives;

namespace Spacemesh.Api.Tests.Golden;

/// <summary>The network of the reference's service tests (spec 09a §9).</summary>
internal static class SmallNetwork
{
    public static NetworkParameters Parameters { get; } = new()
    {
        LayersPerEpoch = 5,
        LayerDuration = TimeSpan.FromSeconds(10),
        GenesisTime = DateTimeOffset.FromUnixTimeSeconds(1000000),
        GoldenAtx = default,
        AddressPrefix = "stest",
    };
}
