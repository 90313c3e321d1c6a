using Spacemesh.Primitives;

namespace Spacemesh.Services.Mesh.Tests.Building;

internal static class BuilderNetwork
{
    /// <summary>
    /// A network whose epoch <paramref name="epoch"/> begins at a moment, and the others within a microsecond or so of it: the scripted
    /// clock of the golden files lets all of them begin there. Its layers last 100 ns.
    /// </summary>
    public static NetworkParameters BeginningAt(uint layersPerEpoch, EpochId epoch, long unixNanoseconds) => new()
    {
        LayersPerEpoch = layersPerEpoch,
        LayerDuration = new TimeSpan(1),
        GenesisTime = DateTimeOffset.UnixEpoch.AddTicks((unixNanoseconds / 100) - (epoch.Value * layersPerEpoch)),
        GoldenAtx = default,
        AddressPrefix = "stest",
    };
}
