using System.Globalization;
using Spacemesh.Beacons;
using Spacemesh.Blocks;
using Spacemesh.Certifier;
using Spacemesh.Config;
using Spacemesh.Config.Genesis;
using Spacemesh.Crypto.Addresses;
using Spacemesh.Eligibility;
using Spacemesh.Hare;
using Spacemesh.Node.Alone;
using Spacemesh.Ports.State;
using Spacemesh.Post;
using Spacemesh.Primitives;
using Spacemesh.Proposals;
using Spacemesh.Proposals.Slots;
using Spacemesh.Tortoise;
using Spacemesh.Vm;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Node.Parameters;

/// <summary>The rules of the network that a node runs, as its parts take them: the configuration's sections, checked against each other.</summary>
public sealed record NodeParameters
{
    private static readonly GenesisTime Unset = GenesisTime.Parse("0001-01-01T00:00:00Z");

    public required GenesisSettings Genesis { get; init; }

    public required NetworkParameters Network { get; init; }

    public required VmOptions Vm { get; init; }

    public required IReadOnlyDictionary<Address, ulong> GenesisAccounts { get; init; }

    public required PostConfig Post { get; init; }

    public required TortoiseOptions Tortoise { get; init; }

    public required OracleOptions Oracle { get; init; }

    public required HareSchedule Hare { get; init; }

    public required CertifierOptions Certifier { get; init; }

    public required BeaconOptions Beacon { get; init; }

    public required BlockOptions Blocks { get; init; }

    public required ProposalOptions Proposals { get; init; }

    public required AtxVersionSchedule AtxVersions { get; init; }

    public required ulong TickSize { get; init; }

    public required PruneOptions Prune { get; init; }

    /// <exception cref="ConfigurationException">The values do not make a network; the message names the key.</exception>
    public static NodeParameters Of(NodeConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        try
        {
            return Build(configuration, JoiningOptions.Recovery(configuration)?.Restore is { Value: > 0 } restore ? restore : null);
        }
        catch (Exception e) when (e is InvalidOptionException or PostOptionException)
        {
            throw new ConfigurationException(e.Message, e);
        }
    }

    /// <summary>The rules as they hold over what a node has stored: a recovered state begins with the layer that it was recovered at.</summary>
    /// <exception cref="ConfigurationException">The values do not make a network; the message names the key.</exception>
    public static NodeParameters Of(NodeConfiguration configuration, IStateDatabase state, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        var parameters = Of(configuration);
        var restored = configuration["main"].Bool("standalone") ? StandalonePause.Skip(parameters, state, now) : state.Recovery.RestoreLayer();
        // Where the configured checkpoint was not to be had, the network begins at its genesis.
        return Build(configuration, restored);
    }

    private static NodeParameters Build(NodeConfiguration configuration, LayerId? restored)
    {
        var main = configuration["main"];
        var genesis = GenesisSettings.Of(configuration);
        if (genesis.Time == Unset)
            throw new ConfigurationException("cannot create clock: bad configuration: genesis time is zero; give --genesis-time, e.g. --genesis-time=2024-06-01T12:00:00Z");
        var network = new NetworkParameters
        {
            LayersPerEpoch = main.U32("layers-per-epoch"),
            LayerDuration = main.Duration("layer-duration"),
            GenesisTime = genesis.Instant,
            GoldenAtx = genesis.GoldenAtx,
            AddressPrefix = main.Text("network-hrp"),
            RestoreLayer = restored,
        };
        var tortoise = TortoiseOf(configuration["tortoise"], main, network);
        var zdist = tortoise.Zdist;
        var hare3 = HareOf("hare3", HareFormat.Hare3, configuration["hare3"]);
        hare3.Validate(network.LayerDuration * zdist);
        uint committee = configuration["certificate"].Long("committee-size") is > 0 and var size ? checked((uint)size) : hare3.Committee;
        return new NodeParameters
        {
            Genesis = genesis,
            Network = network,
            Vm = VmOptions.For(network, main.Unsigned("block-gas-limit")),
            GenesisAccounts = AccountsOf(genesis, network),
            Post = PostOf(configuration["post"], configuration["smeshing.smeshing-opts.smeshing-opts-scrypt"]),
            Tortoise = tortoise,
            Oracle = new OracleOptions(network, configuration["hare-eligibility"].U32("eligibility-confidence-param")),
            Hare = new HareSchedule(hare3, HareOf("hare4", HareFormat.Hare4, configuration["hare4"])),
            Certifier = new CertifierOptions
            {
                Network = network,
                Committee = committee <= ushort.MaxValue ? (ushort)committee : throw new InvalidOptionException("certificate.committee-size", $"{committee} is above {ushort.MaxValue}"),
                LayerBuffer = zdist,
                LayersKept = 2 * zdist,
            },
            Beacon = BeaconOf(configuration["beacon"]),
            Blocks = new BlockOptions { GasLimit = main.Unsigned("block-gas-limit"), OptimisticThreshold = main.Int("optimistic-filtering-threshold") },
            Proposals = new ProposalOptions
            {
                LayerSize = main.U32("layer-average-size"),
                Hdist = tortoise.Hdist,
                MaxExceptions = tortoise.MaxExceptions,
                MinimalWeights = new MinimalWeights([.. configuration["tortoise"].Sections("minimalactivesetweight").Select(entry => new MinimalWeight(new EpochId(entry.U32("epoch")), entry.Unsigned("weight")))]),
            },
            AtxVersions = AtxVersionsOf(main),
            TickSize = main.Unsigned("tick-size"),
            Prune = new PruneOptions { SafeDistance = tortoise.Hdist, ActiveSetsFrom = new EpochId(main.U32("prune-activesets-from")) },
        };
    }

    private static TortoiseOptions TortoiseOf(ConfigurationSection section, ConfigurationSection main, NetworkParameters network)
    {
        var options = new TortoiseOptions
        {
            LayersPerEpoch = network.LayersPerEpoch,
            EffectiveGenesis = network.EffectiveGenesis,
            Hdist = section.U32("tortoise-hdist"),
            Zdist = section.U32("tortoise-zdist"),
            WindowSize = section.U32("tortoise-window-size"),
            HistoricalWindows = [.. section.Sections("historicalwindowsize").Select(window => new HistoricalWindow(new LayerId(window.U32("start")), new LayerId(window.U32("end")), window.U32("window")))],
            MaxExceptions = section.Long("tortoise-max-exceptions") is >= 0 and <= uint.MaxValue and var most
                ? (uint)most
                : throw new InvalidOptionException("tortoise.tortoise-max-exceptions", "must be between 0 and 4294967295"),
            BadBeaconVoteDelayLayers = section.U32("tortoise-delay-layers") is > 0 and var delay ? delay : network.LayersPerEpoch,
            LayerSize = main.U32("layer-average-size"),
        };
        options.Validate();
        return options;
    }

    private static HareOptions HareOf(string name, HareFormat format, ConfigurationSection section) => new()
    {
        Section = name,
        Format = format,
        Topic = section.Text("protocolname"),
        Enabled = section.Bool("enable"),
        EnableLayer = new LayerId(section.U32("enable-layer")),
        DisableLayer = new LayerId(section.U32("disable-layer")),
        Committee = (ushort)section.Unsigned("committee"),
        CommitteeUpgrade = section.TrySection("committeeupgrade") is { } upgrade ? new HareCommitteeUpgrade(new LayerId(upgrade.U32("layer")), (ushort)upgrade.Unsigned("size")) : null,
        Leaders = (ushort)section.Unsigned("leaders"),
        IterationsLimit = (byte)section.Unsigned("iterations-limit"),
        PreroundDelay = section.Duration("preround-delay"),
        RoundDuration = section.Duration("round-duration"),
    };

    private static BeaconOptions BeaconOf(ConfigurationSection section)
    {
        var options = new BeaconOptions
        {
            Kappa = Count("beacon-kappa"),
            Q = Fraction("beacon-q"),
            Theta = Fraction("beacon-theta"),
            Rounds = section.U32("beacon-rounds-number"),
            GracePeriod = section.Duration("beacon-grace-period-duration"),
            ProposalDuration = section.Duration("beacon-proposal-duration"),
            FirstVotingRoundDuration = section.Duration("beacon-first-voting-round-duration"),
            VotingRoundDuration = section.Duration("beacon-voting-round-duration"),
            WeakCoinRoundDuration = section.Duration("beacon-weak-coin-round-duration"),
            VotesLimit = section.U32("beacon-votes-limit"),
            SyncWeightUnits = Count("beacon-sync-weight-units"),
        };
        options.Validate();
        return options;

        Rational Fraction(string key) => section.Fraction(key);

        uint Count(string key) => section.Long(key) is >= 0 and <= uint.MaxValue and var value ? (uint)value : throw new InvalidOptionException($"beacon.{key}", "must be between 0 and 4294967295");
    }

    private static PostConfig PostOf(ConfigurationSection section, ConfigurationSection scrypt)
    {
        var post = new PostConfig
        {
            MinNumUnits = section.U32("post-min-numunits"),
            MaxNumUnits = section.U32("post-max-numunits"),
            LabelsPerUnit = section.Unsigned("post-labels-per-unit"),
            K1 = Small("post-k1"),
            K2 = Small("post-k2"),
            K3 = Small("post-k3"),
            PowDifficulty = PostConfig.ParsePowDifficulty(section.Text("post-pow-difficulty")),
            Scrypt = new ScryptParameters(scrypt.Unsigned("n"), scrypt.Unsigned("r"), scrypt.Unsigned("p")),
        };
        post.Validate();
        return post;

        uint Small(string key) => section.Unsigned(key) is <= uint.MaxValue and var value ? (uint)value : throw new InvalidOptionException($"post.{key}", "is above 4294967295");
    }

    private static AtxVersionSchedule AtxVersionsOf(ConfigurationSection main) =>
        AtxVersionSchedule.TryCreate(
            main.UnsignedMap("atx-versions").Select(entry => KeyValuePair.Create(new EpochId(uint.Parse(entry.Key, CultureInfo.InvariantCulture)), (uint)entry.Value)), out var schedule, out string? error)
            ? schedule
            : throw new InvalidOptionException("main.atx-versions", error!);

    private static Dictionary<Address, ulong> AccountsOf(GenesisSettings genesis, NetworkParameters network)
    {
        var accounts = new Dictionary<Address, ulong>();
        foreach (var (text, balance) in genesis.Accounts ?? new Dictionary<string, ulong>())
        {
            accounts[AddressText.TryParse(text, network.AddressPrefix, out var address, out string error) == AddressFault.None
                ? address
                : throw new ConfigurationException($"could not create address from genesis config `{text}`: {error}")] = balance;
        }

        return accounts;
    }
}
