using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spacemesh.Libp2p.Identity;

namespace Spacemesh.Tools.Testnet;

/// <summary>One node's folder: configuration, data, PoST data, log.</summary>
internal sealed class NodeFolder(string testnet, int number)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public int Number => number;

    public string Path { get; } = System.IO.Path.Combine(testnet, string.Create(CultureInfo.InvariantCulture, $"node-{number}"));

    public string Configuration => System.IO.Path.Combine(Path, "config.json");

    public string Data => System.IO.Path.Combine(Path, "data");

    public string Log => System.IO.Path.Combine(Path, "node.log");

    /// <summary>Makes the key of the network layer before the node does, so that others can be told its peer id.</summary>
    public PeerId CreateKey() => IdentityFile.LoadOrCreate(System.IO.Path.Combine(Data, "p2p"), () => RandomNumberGenerator.GetBytes(32)).Id;

    /// <summary>Writes the configuration: the preset fastnet among the nodes of the testnet alone.</summary>
    /// <param name="plan">The network.</param>
    /// <param name="recovery">The checkpoint that it begins with; null for its genesis.</param>
    public void Configure(TestnetPlan plan, NetworkRecovery? recovery = null)
    {
        Directory.CreateDirectory(Path);
        string Listener(NodePort port) => string.Create(CultureInfo.InvariantCulture, $"{plan.Bind}:{plan.PortOf(number, port)}");
        var accounts = new JsonObject();
        foreach (string account in plan.Accounts)
            accounts[account] = FundedAccounts.Balance;
        var configuration = new JsonObject
        {
            ["preset"] = TestnetPlan.Preset,
            ["genesis"] = new JsonObject
            {
                ["genesis-time"] = plan.Genesis.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
                ["genesis-extra-data"] = plan.ExtraData,
                ["accounts"] = accounts,
            },
            ["main"] = new JsonObject
            {
                ["data-folder"] = Data,
                ["filelock"] = System.IO.Path.Combine(Path, "node.lock"),
                ["poet-servers"] = new JsonArray(new JsonObject { ["address"] = plan.Poet.OriginalString }),
            },
            ["p2p"] = new JsonObject
            {
                ["listen"] = string.Create(CultureInfo.InvariantCulture, $"/ip4/{plan.Bind}/tcp/{plan.PortOf(number, NodePort.P2p)}"),
                ["advertise-address"] = new JsonArray(plan.Containers ? [] : [JsonValue.Create(plan.GateAddress(number))]),
                ["bootnodes"] = new JsonArray([.. plan.Bootnodes.Select(address => (JsonNode)address)]),
                // All of them, so that nobody is content before it knows everyone.
                ["min-peers"] = Math.Max(1, plan.Nodes - 1),
                ["disable-natport"] = true,
                ["p2p-private-network"] = true,
            },
            // A node that begins before the others asks again while the epoch, of one minute, lasts.
            ["syncer"] = new JsonObject { ["malfeasance-sync"] = new JsonObject { ["retry-interval"] = "3s" } },
            ["bootstrap"] = new JsonObject { ["bootstrap-url"] = plan.Bootstrap.ToString() },
            ["api"] = new JsonObject
            {
                ["grpc-public-listener"] = Listener(NodePort.Public),
                ["grpc-private-listener"] = Listener(NodePort.Private),
                ["grpc-post-listener"] = Listener(NodePort.Post),
                ["grpc-json-listener"] = Listener(NodePort.Json),
            },
            ["smeshing"] = new JsonObject
            {
                ["smeshing-start"] = true,
                ["smeshing-coinbase"] = plan.Accounts[(number - 1) % plan.Accounts.Count],
                ["smeshing-opts"] = new JsonObject { ["smeshing-opts-datadir"] = System.IO.Path.Combine(Path, "post") },
            },
            ["dashboard"] = new JsonObject { ["listener"] = Listener(NodePort.Dashboard) },
        };
        if (recovery is not null)
            configuration["recovery"] = new JsonObject { ["recovery-uri"] = recovery.Checkpoint, ["recovery-layer"] = recovery.Layer };
        File.WriteAllText(Configuration, configuration.ToJsonString(Indented));
    }
}
