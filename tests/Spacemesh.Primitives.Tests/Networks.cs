namespace Spacemesh.Primitives.Tests;

internal static class Networks
{
    public static NetworkParameters Standalone { get; } = new()
    {
        LayersPerEpoch = 10,
        LayerDuration = TimeSpan.FromSeconds(6),
        GenesisTime = new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero),
        GoldenAtx = AtxId.FromBytes([.. Enumerable.Range(1, 32).Select(i => (byte)i)]),
        AddressPrefix = "standalone",
    };
}
