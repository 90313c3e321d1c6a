using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spacemesh.Config;
using Spacemesh.Config.Flags;
using Spacemesh.Node.Parameters;
using Spacemesh.Ports.State;

namespace Spacemesh.Simulation;

/// <summary>The rules of a simulated network: those of fastnet, in the form that a node reads them, a configuration.</summary>
internal sealed class SimulationRules
{
    /// <summary>Time that nodes have from their first start to genesis.</summary>
    public static readonly TimeSpan BeforeGenesis = TimeSpan.FromSeconds(5);

    private static readonly MachineProfile Machine = new() { Home = "/nowhere", Temporary = "/nowhere", Program = "/nowhere", Processors = 1, PowFlags = 0 };

    public SimulationRules(SimulationOptions options, DateTimeOffset begin)
    {
        var genesis = options.Genesis ?? begin + BeforeGenesis;
        var own = new JsonObject
        {
            ["preset"] = options.IsStandalone ? "standalone" : "fastnet",
            ["genesis"] = new JsonObject
            {
                ["genesis-time"] = genesis.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
                ["genesis-extra-data"] = string.Create(CultureInfo.InvariantCulture, $"simulation {options.Seed}"),
            },
            ["main"] = new JsonObject
            {
                ["layers-per-epoch"] = options.LayersPerEpoch,
                ["layer-duration"] = string.Create(CultureInfo.InvariantCulture, $"{(long)options.LayerDuration.TotalMilliseconds}ms"),
            },
        };
        // PoST data of mainnet's hardness would cost more than all the rest.
        if (options.IsStandalone)
            own["smeshing"] = new JsonObject { ["smeshing-opts"] = new JsonObject { ["smeshing-opts-scrypt"] = new JsonObject { ["n"] = 2 } } };
        if (options.SecondAtxVersion is { } epoch)
            own["main"]!["atx-versions"] = new JsonObject { [epoch.ToString(CultureInfo.InvariantCulture)] = 2 };
        if (options.Settings is { } settings)
            Merge(own, JsonNode.Parse(settings)!.AsObject());
        Configuration = NodeConfiguration.Load(
            CommandLine.Parse([]), Machine, own.ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }), "simulation");
        Parameters = NodeParameters.Of(Configuration);
    }

    public NodeConfiguration Configuration { get; }

    public NodeParameters Parameters { get; }

    /// <summary>The rules over what a node has stored.</summary>
    public NodeParameters On(IStateDatabase state, DateTimeOffset now) => NodeParameters.Of(Configuration, state, now);

    private static void Merge(JsonObject into, JsonObject from)
    {
        foreach (var (key, value) in from)
        {
            if (value is JsonObject section && into[key] is JsonObject existing)
                Merge(existing, section);
            else
                into[key] = value?.DeepClone();
        }
    }
}
