using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Spacemesh.Codec;
using Spacemesh.Config;
using Spacemesh.Config.Flags;
using Spacemesh.Ports.Storage;
using Spacemesh.Primitives;

namespace Spacemesh.Node.Tests;

/// <summary>What a node is given that it cannot use: a clear message, and the data stay.</summary>
public sealed class BadInputTests : IDisposable
{
    private const string Later = "2099-01-01T00:00:00Z";

    private readonly TemporaryNode _node = new();

    public void Dispose() => _node.Dispose();

    [Theory]
    [InlineData("{\"main\": {\"data-folder\": \"/da", "unexpected end of JSON input")]
    [InlineData("", "unexpected end of JSON input")]
    [InlineData("[main]\ndata-folder = \"x\"\n", "invalid character")]
    [InlineData("{\"name\": \"left-pad\", \"version\": \"1.0.0\", \"dependencies\": {\"a\": \"1\"}}", "invalid keys: dependencies")]
    [InlineData("{\"p2p\": {\"low-peer\": 3}}", "low-peers")]
    [InlineData("{\"main\": 5}", "'main'")]
    [InlineData("\u0000\u0001\u0002", "invalid character")]
    public void Configuration_truncatedOrForeign_saysWhatIsWrong(string text, string said)
    {
        var refusal = Assert.Throws<ConfigurationException>(() => NodeConfiguration.Load(CommandLine.Parse([]), TemporaryNode.Machine, text, "node.json"));
        Assert.Contains(said, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--grpc-public-listener={0}", "api.grpc-public-listener")]
    [InlineData("--grpc-private-listener={0}", "api.grpc-private-listener")]
    [InlineData("--grpc-post-listener={0}", "api.grpc-post-listener")]
    [InlineData("--grpc-json-listener={0}", "api.grpc-json-listener")]
    [InlineData("--pprof-server --pprof-listener={0}", "main.pprof-listener")]
    [InlineData("--poet-servers=[{\"address\":\"http://{0}\"}]", "main.poet-servers")]
    public async Task Port_thatIsTaken_isNamedWithWhoAskedForIt(string flags, string key)
    {
        using var busy = new TcpListener(IPAddress.Loopback, 0);
        busy.Start();
        string[] given = [.. flags.Split(' ').Select(flag => flag.Replace("{0}", busy.LocalEndpoint.ToString(), StringComparison.Ordinal))];
        var refusal = await Assert.ThrowsAsync<NodeStartException>(() => _node.StartAsync(_node.Configuration(Later, given)));
        Assert.Contains(key, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(((IPEndPoint)busy.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture), refusal.Message, StringComparison.Ordinal);
        busy.Stop();

        // Nothing is left open: the same node starts once the port is free.
        await (await _node.StartAsync(_node.Configuration(Later, given))).DisposeAsync();
    }

    [Fact]
    public async Task Disk_fullWhileRunning_endsTheNodeWithItsReasonAndKeepsTheData()
    {
        using var log = new StringWriter();
        var node = await _node.StartAsync(_node.Configuration(Later), TextWriter.Synchronized(log));
        var kept = PoetProofRef.FromBytes(SHA256.HashData("kept"u8));
        node.State.Poets.Add(kept, new ScaleBytes(new byte[100]), null, (ScaleText)"1");
        node.State.Engine.Write(connection => connection.Execute("PRAGMA max_page_count=1"));
        var refused = Assert.Throws<StorageException>(() => node.State.Poets.Add(default, new ScaleBytes(new byte[1 << 20]), null, (ScaleText)"2"));
        Assert.Equal(StorageErrorKind.DiskFull, refused.Kind);

        var ended = await Assert.ThrowsAsync<StorageException>(() => node.Completion);
        Assert.Contains("no room is left on the disk", DiskTrouble.Describe(ended), StringComparison.Ordinal);
        Assert.Contains("make room and start it again", log.ToString(), StringComparison.Ordinal);
        await node.DisposeAsync();

        node = await _node.StartAsync(_node.Configuration(Later));
        Assert.True(node.State.Poets.Contains(kept));
        await node.DisposeAsync();
    }

    [Fact]
    public async Task Dashboard_portThatIsTaken_isNamedWithItsKey()
    {
        using var busy = new TcpListener(IPAddress.Loopback, 0);
        busy.Start();
        var configuration = NodeConfiguration.Load(CommandLine.Parse(_node.Flags(Later)), TemporaryNode.Machine, $"{{\"dashboard\":{{\"listener\":\"{busy.LocalEndpoint}\"}}}}", "node.json");
        var refusal = await Assert.ThrowsAsync<NodeStartException>(() => _node.StartAsync(configuration));
        Assert.Contains("dashboard.listener", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_portThatIsTaken_isAWarningOnly()
    {
        using var busy = new TcpListener(IPAddress.Any, 0);
        busy.Start();
        using var log = new StringWriter();
        await using (await _node.StartAsync(_node.Configuration(Later, "--metrics", $"--metrics-port={((IPEndPoint)busy.LocalEndpoint).Port}"), log))
        {
        }

        Assert.Contains("Metrics server stopped", log.ToString(), StringComparison.Ordinal);
    }

    /// <summary>A machine whose battery is empty, and one whose clock someone has set wildly: the node starts, and starts again with the right time.</summary>
    [Theory]
    [InlineData(-40)]
    [InlineData(60)]
    public async Task Clock_farOff_neitherEndsTheNodeNorSpoilsItsData(int years)
    {
        await (await _node.StartAsync(_node.Configuration("2026-01-01T00:00:00Z"), time: new ShiftedTime(TimeSpan.FromDays(365.25 * years)))).DisposeAsync();
        using var log = new StringWriter();
        await using (var node = await _node.StartAsync(_node.Configuration("2026-01-01T00:00:00Z"), log))
            Assert.NotNull(node.Api.Public);
        Assert.Contains("app started", log.ToString(), StringComparison.Ordinal);
    }

    private sealed class ShiftedTime(TimeSpan shift) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + shift;
    }
}
