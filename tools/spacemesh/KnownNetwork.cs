using Spacemesh.Config;
using Spacemesh.Config.Genesis;
using Spacemesh.Primitives;
using Spacemesh.Proposals.Slots;
using Spacemesh.Storage.Sqlite.Operations;
using GenesisFile = Spacemesh.Storage.Sqlite.Operations.GenesisFile;

namespace Spacemesh.Tools.Node;

/// <summary>What the commands need to know of a network: the configuration that comes with the program for it (spec 09b §5).</summary>
internal sealed class KnownNetwork
{
    private static readonly Lazy<IReadOnlyList<KnownNetwork>> Known = new(() => [.. ((string[])[Presets.Mainnet, .. Presets.Names]).Select(name => new KnownNetwork(name))]);

    private readonly ConfigurationSection _main;

    private KnownNetwork(string name)
    {
        var preset = NodeConfiguration.OfPreset(name == Presets.Mainnet ? "" : name, MachineProfile.Current(0, TimeProvider.System));
        Name = name;
        _main = preset["main"];
        var genesis = GenesisSettings.Of(preset);
        Genesis = genesis.UnixSeconds > 0 ? new GenesisFile(genesis.Instant, genesis.ExtraData) : null;
        var poet = preset["poet"];
        Phase = new PoetPhase(poet.Duration("phase-shift"), poet.Duration("cycle-gap"));
        MinimalWeights = new MinimalWeights(
            [.. preset["tortoise"].Sections("minimalactivesetweight").Select(entry => new MinimalWeight(new EpochId(entry.U32("epoch")), entry.Unsigned("weight")))]);
    }

    public static KnownNetwork Mainnet => Known.Value[0];

    public string Name { get; }

    /// <summary>Its genesis, where the preset fixes one.</summary>
    public GenesisFile? Genesis { get; }

    public uint LayersPerEpoch => _main.U32("layers-per-epoch");

    public TimeSpan LayerDuration => _main.Duration("layer-duration");

    public uint LayerAverageSize => _main.U32("layer-average-size");

    public ulong BlockGasLimit => _main.Unsigned("block-gas-limit");

    public string AddressPrefix => _main.Text("network-hrp");

    /// <summary>Least weights that slots are divided by.</summary>
    public MinimalWeights MinimalWeights { get; }

    /// <summary>Rounds of the PoETs of the preset.</summary>
    public PoetPhase Phase { get; }

    /// <summary>The preset of a name; without one, the network that the genesis belongs to.</summary>
    public static KnownNetwork Choose(string? name, GenesisFile? genesis)
    {
        if (name is not null)
        {
            return Known.Value.FirstOrDefault(known => known.Name == name)
                ?? throw new OperationException(OperationErrorKind.Invalid, $"--preset: '{name}' is none of {string.Join(", ", Known.Value.Select(known => known.Name))}.");
        }

        return genesis is null
            ? Mainnet
            : Known.Value.FirstOrDefault(known => known.Genesis?.GoldenAtx == genesis.GoldenAtx)
                ?? throw new OperationException(OperationErrorKind.Invalid, $"genesis.json tells a network of its own ({genesis.GenesisId.ToHex()}): name the preset it is run with by --preset, and what differs from it by --layers-per-epoch, --layer-duration and --network-hrp.");
    }
}
