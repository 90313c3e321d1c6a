using System.Globalization;
using System.Text.Json;
using Google.Protobuf;
using Spacemesh.Api.Tests.Golden;
using Spacemesh.Config;
using Spacemesh.Config.Flags;
using Spacemesh.Rpc.Gateway;

namespace Spacemesh.Node.Tests.Live;

/// <summary>
/// What guides, wallets and trackers of go-spacemesh do, against a live node: calls, configuration snippets, SQL queries, log lines and
/// command lines as they are written there (spec 09a §5, 09b §8.4, §13, §14).
/// </summary>
[Collection(AloneCollection.Name)]
public sealed class GuideTests(LiveNode node)
{
    /// <summary>Calls of guides and of the desktop wallet; streams must open and, where something has happened, say so.</summary>
    public static TheoryData<string, string, string> Calls() => new()
    {
        { "public", "spacemesh.v1.NodeService/Echo", "{\"msg\":{\"value\":\"hello\"}}" },
        { "public", "spacemesh.v1.NodeService/Version", "" },
        { "public", "spacemesh.v1.NodeService/Build", "" },
        { "public", "spacemesh.v1.NodeService/Status", "" },
        { "public", "spacemesh.v1.NodeService/NodeInfo", "" },
        { "public", "spacemesh.v1.NodeService/StatusStream", "" },
        { "public", "spacemesh.v1.MeshService/GenesisTime", "" },
        { "public", "spacemesh.v1.MeshService/GenesisID", "" },
        { "public", "spacemesh.v1.MeshService/CurrentLayer", "" },
        { "public", "spacemesh.v1.MeshService/CurrentEpoch", "" },
        { "public", "spacemesh.v1.MeshService/EpochNumLayers", "" },
        { "public", "spacemesh.v1.MeshService/LayerDuration", "" },
        { "public", "spacemesh.v1.MeshService/LayersQuery", "{\"start_layer\":{\"number\":11},\"end_layer\":{\"number\":12}}" },
        { "public", "spacemesh.v1.MeshService/AccountMeshDataQuery", "{\"filter\":{\"account_id\":{\"address\":\"ADDRESS\"},\"account_mesh_data_flags\":3},\"max_results\":10}" },
        { "public", "spacemesh.v1.MeshService/LayerStream", "" },
        { "public", "spacemesh.v1.GlobalStateService/GlobalStateHash", "" },
        { "public", "spacemesh.v1.GlobalStateService/Account", "{\"account_id\":{\"address\":\"ADDRESS\"}}" },
        { "public", "spacemesh.v1.GlobalStateService/AccountDataQuery", "{\"filter\":{\"account_id\":{\"address\":\"ADDRESS\"},\"account_data_flags\":6}}" },
        { "public", "spacemesh.v1.ActivationService/Highest", "" },
        { "public", "spacemesh.v2alpha1.ActivationService/ActivationsCount", "{\"epoch\":1}" },
        { "public", "spacemesh.v2alpha1.RewardService/List", "{\"coinbase\":\"ADDRESS\",\"limit\":10}" },
        { "public", "spacemesh.v2alpha1.NetworkService/Info", "" },
        { "private", "spacemesh.v1.AdminService/EventsStream", "" },
        { "private", "spacemesh.v1.DebugService/NetworkInfo", "" },
        { "private", "spacemesh.v1.DebugService/ChangeLogLevel", "{\"module\":\"sync\",\"level\":\"debug\"}" },
        { "private", "spacemesh.v1.SmesherService/IsSmeshing", "" },
        { "private", "spacemesh.v1.SmesherService/SmesherIDs", "" },
        { "private", "spacemesh.v1.SmesherService/Coinbase", "" },
        { "private", "spacemesh.v1.SmesherService/PostConfig", "" },
        { "private", "spacemesh.v1.SmesherService/PostSetupStatus", "" },
        { "private", "spacemesh.v1.SmesherService/PostSetupProviders", "" },
        { "private", "spacemesh.v1.SmesherService/PostSetupStatusStream", "" },
    };

    /// <summary>Lines that programs look for, or that guides tell to look for.</summary>
    public static TheoryData<string> LogLines() =>
    [
        "Welcome to Spacemesh", "starting cache warmup", "initializing tortoise", "tortoise initialized", "app started", "candidate layer is verified",
        "proposal eligibility for an epoch", "proposal eligibilities for an epoch", "proposal created", "atx published", "post setup completed", "created the initial post", "prepared activeset",
    ];

    /// <summary>Queries of the smesher's guide with the ids of this network in place of theirs.</summary>
    public static TheoryData<string> Queries() =>
    [
        "SELECT SUM(effective_num_units)*SUM(tick_count) FROM atxs WHERE epoch=(SELECT min(epoch) FROM atxs);",
        "SELECT 1.0*atxs.effective_num_units*atxs.tick_count/total_weight.weight FROM atxs, (SELECT SUM(effective_num_units*tick_count) weight FROM atxs WHERE epoch=(SELECT min(epoch) FROM atxs)) AS total_weight WHERE hex(atxs.id) = (SELECT hex(id) FROM atxs WHERE epoch=(SELECT min(epoch) FROM atxs) LIMIT 1) AND atxs.epoch=(SELECT min(epoch) FROM atxs);",
        "SELECT DISTINCT HEX(coinbase) FROM atxs WHERE HEX(id)=(SELECT HEX(id) FROM atxs LIMIT 1);",
        "SELECT layer, total_reward FROM rewards WHERE HEX(coinbase)=(SELECT HEX(coinbase) FROM atxs LIMIT 1);",
    ];

    /// <summary>Snippets as guides print them; what has another name today is taken with a warning.</summary>
    public static TheoryData<string> Snippets() =>
    [
        """{"smeshing":{"smeshing-start":false}}""",
        """{"smeshing":{"smeshing-coinbase":"sm1qqqqqqrhftrq9knsetema7dt0qfzgd5a20m9rcczk0gk5"}}""",
        """{"smeshing":{"smeshing-opts":{"smeshing-opts-datadir":"/data/post/7c8cef2b/","smeshing-opts-maxfilesize":4294967296,"smeshing-opts-numunits":15},"smeshing-proving-opts":{"smeshing-opts-proving-nonces":144,"smeshing-opts-proving-threads":0},"smeshing-start":true}}""",
        """{"api":{"grpc-tls-listener":"0.0.0.0:9094","grpc-tls-ca-cert":"/path/to/ca.pem","grpc-tls-cert":"/path/to/cert.pem","grpc-tls-key":"/path/to/key.pem"}}""",
        """{"main":{"data-folder":"/data/node-1","filelock":"/tmp/go-spacemesh-01.lock"},"p2p":{"listen":"/ip4/0.0.0.0/tcp/6100"}}""",
        """{"api":{"grpc-public-services":["debug","global","mesh","node","transaction","activation"],"grpc-public-listener":"0.0.0.0:9092","grpc-private-services":["smesher","admin"],"grpc-private-listener":"127.0.0.1:9093","grpc-json-listener":"0.0.0.0:9094"}}""",
        """{"logging":{"atxBuilder":"debug","block-builder":"debug","block-listener":"debug","nipostBuilder":"debug","poet":"debug","post":"debug","p2p":"error"}}""",
        """{"p2p":{"enable-routing-discovery":true,"routing-discovery-advertise":true,"enable-quic-transport":true,"enable-tcp-transport":false,"ping-peers":["a","b"]}}""",
        """{"post":{"post-k3":1},"smeshing":{"smeshing-verifying-opts":{"smeshing-opts-verifying-disable":true,"smeshing-opts-verifying-min-workers":1,"smeshing-opts-verifying-workers":1,"smeshing-opts-verifying-powflags":14}}}""",
        """{"main":{"poet-servers":[{"address":"http://poet.example:80","pubkey":"cFnqCS5oER7GOX576oPtahlxB/1y95aDibdK7RHQFVg="}]},"poet":{"phase-shift":"24h","cycle-gap":"12h"}}""",
    ];

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Call_works(string endpoint, string name, string json)
    {
        await node.StartAsync();
        await node.SaidAsync("candidate layer is verified");
        var method = ApiMethods.Find(name);
        var request = method.InputType.Parser.ParseFrom(ByteString.Empty);
        if (json.Length > 0)
            ProtoJsonReader.Read(System.Text.Encoding.UTF8.GetBytes(json.Replace("ADDRESS", Coinbase(), StringComparison.Ordinal)), request);
        int port = endpoint == "public" ? node.Public : node.Private;
        using var channel = Channel(port);
        var outcome = CallOutcome.Run(channel, method, request.ToByteArray(), method.IsServerStreaming ? 1 : int.MaxValue);
        Assert.True(outcome.Responses.Count == 1, $"{outcome.Code} {outcome.Message}");
    }

    [Theory]
    [MemberData(nameof(LogLines))]
    public async Task Log_line_isWritten(string text)
    {
        await node.StartAsync();
        // A start that continues does not initialise again: its log says nothing of it.
        if (text is "post setup completed" or "created the initial post" && (await node.SaidAsync("dentity")).Contains("Loaded existing", StringComparison.Ordinal))
            return;
        string line = await node.SaidAsync(text);
        string[] parts = line.Split('\t');
        Assert.True(parts.Length >= 4 && DateTimeOffset.TryParse(parts[0], CultureInfo.InvariantCulture, out _) && parts[1] == "INFO", line);
    }

    [Theory]
    [MemberData(nameof(Queries))]
    public async Task Query_answersWhileTheNodeRuns(string sql)
    {
        await node.StartAsync();
        await node.RewardedAsync(0);
        var (status, output) = await LiveNodeTests.RunAsync("sqlite3", "-readonly", Path.Combine(node.Data, "state.sql"), sql);
        Assert.True(status == 0 && output.Trim().Length > 0, output);
    }

    [Theory]
    [MemberData(nameof(Snippets))]
    public void Snippet_isTaken(string json)
    {
        var configuration = NodeConfiguration.Load(CommandLine.Parse([]), TemporaryNode.Machine, json, "guide.json");
        using var document = JsonDocument.Parse(json);
        foreach (var section in document.RootElement.EnumerateObject())
            Assert.NotNull(configuration[section.Name]);
    }

    [Fact]
    public async Task Standalone_lineOfTheReadme_startsAtOnceAndIsInSync()
    {
        using var own = new TemporaryNode();
        await using var started = await own.StartAsync(own.Configuration("2023-06-08T5:30:00.000Z"));
        using var http = new HttpClient();
        using var answer = await http.PostAsync($"http://{started.Api.Json}/v1/node/status", new StringContent("{}"));
        using var status = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.True(status.RootElement.GetProperty("status").GetProperty("isSynced").GetBoolean());
    }

    [Fact]
    public async Task Highest_atx_ofTheCommandIsThatOfTheApi()
    {
        await node.StartAsync();
        await node.SaidAsync("candidate layer is verified");
        var (status, output) = await LiveNodeTests.RunAsync("dotnet", Path.Combine(AppContext.BaseDirectory, "spacemesh.dll"), "atx", "highest", "-d", node.Data, "--preset", "standalone");
        Assert.True(status == 0, output);
        Assert.Matches("^[0-9a-f]{64}\\s*$", output);
    }

    private static RpcChannel Channel(int port) => new(new RpcChannelOptions { Address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}")) }, TimeProvider.System);

    private string Coinbase()
    {
        using var channel = Channel(node.Private);
        var outcome = CallOutcome.Run(channel, ApiMethods.Find("spacemesh.v1.SmesherService/Coinbase"), []);
        return ((V1.CoinbaseResponse)outcome.Responses.Single()).AccountId.Address;
    }
}
