using Spacemesh.Primitives;
using Spacemesh.Storage.Sqlite.Operations;

namespace Spacemesh.Tools.Node;

/// <summary>What the commands need to know of a network (spec 09b §5).</summary>
/// <param name="Name">Name of the preset.</param>
/// <param name="Genesis">Its genesis, where the preset fixes one.</param>
/// <param name="LayersPerEpoch">Layers per epoch.</param>
/// <param name="LayerDuration">Length of a layer.</param>
/// <param name="AddressPrefix">Prefix of addresses.</param>
/// <param name="MinimalWeight">Least weight that slots are divided by.</param>
/// <param name="Phase">Rounds of the PoETs of the preset.</param>
internal sealed record NetworkPreset(
    string Name, GenesisFile? Genesis, uint LayersPerEpoch, TimeSpan LayerDuration, string AddressPrefix, ulong MinimalWeight, PoetPhase Phase)
{
    public const uint LayerAverageSize = 50;

    public const ulong BlockGasLimit = 100_107_000;

    public static IReadOnlyList<NetworkPreset> All { get; } =
    [
        new(
            "mainnet",
            new GenesisFile(new DateTimeOffset(2023, 7, 14, 8, 0, 0, TimeSpan.Zero), "00000000000000000001a6bc150307b5c1998045752b3c87eccf3c013036f3cc"),
            4032,
            TimeSpan.FromMinutes(5),
            "sm",
            1_000_000,
            new PoetPhase(TimeSpan.FromHours(240), TimeSpan.FromHours(12))),
        new(
            "testnet",
            new GenesisFile(new DateTimeOffset(2023, 9, 13, 18, 0, 0, TimeSpan.Zero), "0000000000000000000000c76c58ebac180989673fd6d237b40e66ed5c976ec3"),
            288,
            TimeSpan.FromMinutes(5),
            "stest",
            10_000,
            new PoetPhase(TimeSpan.FromHours(12), TimeSpan.FromHours(2))),
        new("fastnet", null, 4, TimeSpan.FromSeconds(15), "stest", 10_000, new PoetPhase(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(30))),
        new("standalone", null, 10, TimeSpan.FromSeconds(6), "standalone", 10_000, new PoetPhase(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(30))),
    ];

    /// <summary>The preset of a name; without one, the network that the genesis belongs to.</summary>
    public static NetworkPreset Choose(string? name, GenesisFile? genesis)
    {
        if (name is not null)
        {
            return All.FirstOrDefault(preset => preset.Name == name)
                ?? throw new OperationException(OperationErrorKind.Invalid, $"--preset: '{name}' is none of {string.Join(", ", All.Select(preset => preset.Name))}.");
        }

        return genesis is null
            ? All[0]
            : All.FirstOrDefault(preset => preset.Genesis?.GoldenAtx == genesis.GoldenAtx)
                ?? throw new OperationException(OperationErrorKind.Invalid, $"genesis.json tells a network of its own ({genesis.GenesisId.ToHex()}): name the preset it is run with by --preset, and what differs from it by --layers-per-epoch, --layer-duration and --network-hrp.");
    }
}
