using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Spacemesh.Config;
using Spacemesh.Config.Flags;
using Spacemesh.Storage.Sqlite.Engine;
using Spacemesh.Storage.Sqlite.Operations;

namespace Spacemesh.Node.Tests;

public sealed class StartTests : IDisposable
{
    /// <summary>Far away: nothing happens but the start.</summary>
    private const string Later = "2099-01-01T00:00:00Z";

    private const string Rubbish = "no database at all, but long enough to be read as one, so that its first page is looked at";

    private readonly TemporaryNode _node = new();

    public void Dispose() => _node.Dispose();

    [Fact]
    public async Task Start_freshFolder_servesApiAndDashboardAndLeavesACleanFolder()
    {
        using var log = new StringWriter();
        await using (var node = await _node.StartAsync(_node.Configuration(Later), log))
        {
            using var http = new HttpClient();
            using var status = JsonDocument.Parse(await (await http.PostAsync($"http://{node.Api.Json}/v1/node/status", new StringContent("{}"))).Content.ReadAsStringAsync());
            Assert.True(status.RootElement.GetProperty("status").GetProperty("isSynced").GetBoolean());
            using var state = JsonDocument.Parse(await http.GetStringAsync(new Uri(node.Dashboard!.Address, "/api/state")));
            Assert.Equal("standalone", state.RootElement.GetProperty("network").GetProperty("name").GetString());
            Assert.Contains("<title>", await http.GetStringAsync(node.Dashboard.Address), StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync(new Uri(node.Dashboard.Address, "/etc/passwd"))).StatusCode);
        }

        string text = log.ToString();
        foreach (string line in (ReadOnlySpan<string>)["Welcome to Spacemesh", "starting cache warmup", "initializing tortoise", "tortoise initialized", "app started", "app cleanup completed"])
            Assert.Contains(line, text, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(_node.Data, "*-wal"));
        Assert.True(File.Exists(Path.Combine(_node.Data, "genesis.json")));
        Assert.True(File.Exists(Path.Combine(_node.Data, "identities", "local.key")));
    }

    [Fact]
    public async Task Start_twoNodesOfANetwork_connectAndSaySo()
    {
        using var log = new StringWriter();
        await using var first = await _node.StartAsync(OfMany(_node, "[]"), log);
        var address = Assert.Single(first.Network!.Host.ListenAddresses).WithPeer(first.Network.Host.Id);
        using var other = new TemporaryNode();
        await using var second = await other.StartAsync(OfMany(other, $"[\"{address}\"]"));
        using var http = new HttpClient();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (await PeersAsync(http, first) == 0 || await PeersAsync(http, second) == 0)
            limit.Token.ThrowIfCancellationRequested();
        Assert.Contains($"network: {first.Network.Host.Id} listens at /ip4/127.0.0.1/tcp/", log.ToString(), StringComparison.Ordinal);
        Assert.Contains("dialable from this machine only", log.ToString(), StringComparison.Ordinal);
        using var info = JsonDocument.Parse(await http.GetStringAsync(new Uri(second.Dashboard!.Address, "/api/state")));
        var peers = info.RootElement.GetProperty("peers");
        Assert.Equal(second.Network!.Host.Id.ToString(), peers.GetProperty("id").GetString());
        Assert.StartsWith("dialable from this machine only", peers.GetProperty("dialability").GetString(), StringComparison.Ordinal);
        // Protocols of both directions are there: fetching, gossip, the DHT, the time.
        Assert.Equal([], new[] { "hs/1", "ax/1", "ld/1", "as/1", "mh/1", "ml/1", "lp/2", "/meshsub/1.2.0", "/spacekad/kad/1.0.0", "/peersync/1.0/" }.Except(first.Network.Host.Protocols));
    }

    [Theory]
    [InlineData("\"bootnodes\":[\"/ip4/1.2.3.4/tcp/1\"]", "p2p.bootnodes")]
    [InlineData("\"direct\":[\"x\"]", "p2p.direct")]
    [InlineData("\"ping-peers\":[\"x\"]", "p2p.ping-peers")]
    [InlineData("\"p2p-reachability\":\"maybe\"", "p2p.p2p-reachability")]
    [InlineData("\"ip4-blocklist\":[\"10\"]", "p2p.ip4-blocklist")]
    [InlineData("\"relay-server\":{\"enable\":true}", "p2p.relay-server")]
    [InlineData("\"enable-tcp-transport\":false", "p2p.enable-tcp-transport")]
    [InlineData("\"listen\":\"/ip4/192.0.2.1/tcp/1\"", "can't listen")]
    public async Task Start_unusableNetworkSetting_namesIt(string p2p, string text)
    {
        var configuration = NodeConfiguration.Load(
            CommandLine.Parse(_node.Flags(Later)), TemporaryNode.Machine, $"{{\"main\":{{\"standalone\":false}},\"p2p\":{{\"disable-natport\":true,{p2p}}},\"dashboard\":{{\"enable\":false}}}}", "node.json");
        var refusal = await Assert.ThrowsAsync<NodeStartException>(() => _node.StartAsync(configuration));
        Assert.Contains(text, refusal.Message, StringComparison.Ordinal);
        Assert.StartsWith("init services: p2p: ", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_secondOnTheFolder_saysThatOneRuns()
    {
        await using var first = await _node.StartAsync(_node.Configuration(Later));
        var refusal = await Assert.ThrowsAsync<NodeStartException>(() => _node.StartAsync(_node.Configuration(Later)));
        Assert.Contains("only one spacemesh instance should be running", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_otherGenesis_isRefusedAndShowsTheDifference()
    {
        await (await _node.StartAsync(_node.Configuration(Later))).DisposeAsync();
        using var log = new StringWriter();
        var refusal = await Assert.ThrowsAsync<NodeStartException>(() => _node.StartAsync(_node.Configuration(Later, "--genesis-extra-data=other"), log));
        Assert.Equal("initializing app: genesis config updated after node initialization", refusal.Message);
        Assert.Contains("+\tExtraData: \"other\"", log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_epochTooShortForItsAtxs_saysWhichTimesDoNotFit()
    {
        var configuration = NodeConfiguration.Load(
            CommandLine.Parse(_node.Flags(Later, "--layer-duration=3s")), TemporaryNode.Machine,
            """{"poet":{"phase-shift":"15s","cycle-gap":"15s","grace-period":"6s"},"dashboard":{"enable":false}}""", "node.json");
        var refusal = await Assert.ThrowsAsync<NodeStartException>(() => _node.StartAsync(configuration));
        Assert.StartsWith("this network would never have a block: main.atx-grade-delay: ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Set the delay below 00:00:07.5", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_poetGapOfAWholeEpoch_saysThatNoRoundFits()
    {
        var refusal = await Assert.ThrowsAsync<NodeStartException>(() => _node.StartAsync(_node.Configuration(Later, "--layer-duration=3s")));
        Assert.StartsWith("this network would never have a block: poet.cycle-gap: 00:00:30 leaves no time for a PoET round in an epoch of 00:00:30", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--smeshing-coinbase=sm1qqqqqqrhftrq9knsetema7dt0qfzgd5a20m9rcczk0gk5", "parse CoinbaseAccount address on start")]
    [InlineData("--smeshing-coinbase=", "smeshing enabled but no coinbase account provided")]
    [InlineData("--genesis-extra-data=", "wait until genesis-extra-data is available")]
    [InlineData("--accounts=nope=1", "could not create address from genesis config `nope`")]
    [InlineData("--tortoise-hdist=1", "tortoise-hdist")]
    [InlineData("--poet-servers=[]", "provide single local address for poet")]
    public async Task Start_unusableSetting_namesIt(string flag, string text)
    {
        var refusal = await Assert.ThrowsAsync<NodeStartException>(() => _node.StartAsync(_node.Configuration(Later, flag)));
        Assert.Contains(text, refusal.Message, StringComparison.Ordinal);
        // Nothing is left running or locked.
        await (await _node.StartAsync(_node.Configuration(Later))).DisposeAsync();
    }

    [Fact]
    public async Task Start_busyPort_namesKeyAndAddress()
    {
        using var busy = new TcpListener(IPAddress.Loopback, 0);
        busy.Start();
        var refusal = await Assert.ThrowsAsync<NodeStartException>(() => _node.StartAsync(_node.Configuration(Later, $"--grpc-public-listener={busy.LocalEndpoint}")));
        Assert.Contains("grpc-public-listener", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(busy.LocalEndpoint.ToString()!, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_withoutGenesisTime_isRefused()
    {
        var refusal = await Assert.ThrowsAsync<NodeStartException>(() => _node.StartAsync(_node.Configuration("0001-01-01T00:00:00Z")));
        Assert.Contains("genesis time is zero", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_damagedState_isKeptAsideAndTheNextStartBeginsANewOne()
    {
        await (await _node.StartAsync(_node.Configuration(Later))).DisposeAsync();
        await File.WriteAllTextAsync(Path.Combine(_node.Data, "state.sql"), Rubbish);
        var refusal = await Assert.ThrowsAsync<NodeStartException>(() => _node.StartAsync(_node.Configuration(Later)));
        string aside = Assert.Single(Directory.GetFiles(_node.Data, "state.sql*"));
        Assert.Matches(@"state\.sql\.damaged-\d{8}-\d{6}$", aside);
        Assert.Equal(Rubbish, await File.ReadAllTextAsync(aside));
        Assert.Contains($"kept aside as {aside}", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("start the node again", refusal.Message, StringComparison.Ordinal);

        await (await _node.StartAsync(_node.Configuration(Later))).DisposeAsync();
        Assert.True(File.Exists(Path.Combine(_node.Data, "state.sql")));
        Assert.True(File.Exists(aside));
    }

    [Fact]
    public async Task Start_damagedLocalDatabase_isKeptAsideAndNothingTakesItsPlaceUnasked()
    {
        await (await _node.StartAsync(_node.Configuration(Later))).DisposeAsync();
        string local = Path.Combine(_node.Data, "local.sql");
        await File.WriteAllTextAsync(local, Rubbish);
        string[] refusals =
        [
            (await Assert.ThrowsAsync<NodeStartException>(() => _node.StartAsync(_node.Configuration(Later)))).Message,
            (await Assert.ThrowsAsync<NodeStartException>(() => _node.StartAsync(_node.Configuration(Later)))).Message,
        ];
        string aside = Assert.Single(Directory.GetFiles(_node.Data, "local.sql*"));
        Assert.Equal(Rubbish, await File.ReadAllTextAsync(aside));
        Assert.All(refusals, refusal =>
        {
            Assert.Contains(aside, refusal, StringComparison.Ordinal);
            Assert.Contains("db restore", refusal, StringComparison.Ordinal);
            Assert.Contains("db new-local", refusal, StringComparison.Ordinal);
        });

        DamagedDatabases.NewLocal(DataFolder.At(_node.Data), null);
        await (await _node.StartAsync(_node.Configuration(Later))).DisposeAsync();
    }

    [Fact]
    public async Task Start_stateOfANewerRelease_staysWhereItIs()
    {
        await (await _node.StartAsync(_node.Configuration(Later))).DisposeAsync();
        using (var state = Connection.Open(Path.Combine(_node.Data, "state.sql"), ConnectionMode.ReadWrite, TimeSpan.FromSeconds(1)))
            state.Execute("PRAGMA user_version = 99");
        var refusal = await Assert.ThrowsAsync<NodeStartException>(() => _node.StartAsync(_node.Configuration(Later)));
        Assert.Contains("database version is too new: 99", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_node.Data, "*.damaged-*"));
    }

    /// <summary>The same ports and folders, but not the only node of its network; a file wins over the preset.</summary>
    private static NodeConfiguration OfMany(TemporaryNode node, string bootnodes) => NodeConfiguration.Load(
        CommandLine.Parse(node.Flags(Later)),
        TemporaryNode.Machine,
        $"{{\"main\":{{\"standalone\":false}},\"p2p\":{{\"listen\":\"/ip4/127.0.0.1/tcp/0\",\"disable-natport\":true,\"p2p-private-network\":true,\"bootnodes\":{bootnodes}}},"
            + "\"time\":{\"peersync\":{\"disable\":false}},\"dashboard\":{\"listener\":\"127.0.0.1:0\"}}",
        "node.json");

    private static async Task<ulong> PeersAsync(HttpClient http, SpacemeshNode node)
    {
        using var status = JsonDocument.Parse(await (await http.PostAsync($"http://{node.Api.Json}/v1/node/status", new StringContent("{}"))).Content.ReadAsStringAsync());
        return ulong.Parse(status.RootElement.GetProperty("status").GetProperty("connectedPeers").GetString()!, System.Globalization.CultureInfo.InvariantCulture);
    }
}
