using System.Text.Json;
using Spacemesh.Config;
using Spacemesh.Config.Flags;
using Spacemesh.Libp2p.Addresses;
using Spacemesh.Libp2p.Relay;
using Spacemesh.Net.Hosting;
using Spacemesh.Net.Requests;
using Spacemesh.Node.Parameters;
using Spacemesh.Runtime;

namespace Spacemesh.Node.Tests;

public sealed class RelayTests : IDisposable
{
    private readonly TemporaryNode _node = new();

    private NodeConfiguration Mainnet => Configured();

    private NodeConfiguration Configured(params string[] flags) => NodeConfiguration.Load(
        CommandLine.Parse([$"--data-folder={_node.Data}", .. flags]),
        TemporaryNode.Machine,
        "{\"p2p\":{\"listen\":\"/ip4/127.0.0.1/tcp/0\",\"bootnodes\":[],\"p2p-reachability\":\"public\",\"disable-natport\":true,\"ip4-blocklist\":[]},\"logging\":{\"p2p\":\"info\"}}",
        "node.json");

    public void Dispose() => _node.Dispose();

    [Fact]
    public async Task Relay_ofMainnet_givesReservationsToItsPeersOnly()
    {
        using var log = new StringWriter();
        await using (var relay = await RelayNode.StartAsync(Mainnet, HostOf(log)))
        {
            var address = new PeerAddress(relay.Network.Host.Id, relay.Network.Host.ListenAddresses);
            var prologue = NetworkPrologue.Of(NodeParameters.Of(Mainnet).Network.GenesisId, NodeParameters.Of(Mainnet).Network.EffectiveGenesis);
            Assert.Equal("9eebff023abb17ccb775c602daade8ed708f0a50-8063"u8.ToArray(), prologue);
            await using var guest = Guest(prologue);
            await guest.Host.ConnectAsync(address);
            await using var client = new RelayClient(guest.Host);
            var reservation = await client.ReserveAsync(address).WaitAsync(TimeSpan.FromSeconds(30));
            Assert.Single(client.Reservations);
            Assert.NotNull(reservation);
            await using var stranger = Guest("another network"u8.ToArray());
            await Assert.ThrowsAsync<Libp2p.Libp2pException>(() => stranger.Host.ConnectAsync(address));
            Assert.DoesNotContain(relay.Network.Host.Protocols, protocol => protocol.StartsWith("/meshsub", StringComparison.Ordinal));
        }

        Assert.All(log.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries), line => JsonDocument.Parse(line).Dispose());
        Assert.Equal(["p2p"], Directory.EnumerateFileSystemEntries(_node.Data).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Relay_withMetrics_servesThoseOfItsNetworkLayer()
    {
        await using var relay = await RelayNode.StartAsync(Configured("--metrics", "--metrics-port=0", "--p2p-metrics"), HostOf(TextWriter.Null));
        await using var guest = Guest(NetworkPrologue.Of(NodeParameters.Of(Mainnet).Network.GenesisId, NodeParameters.Of(Mainnet).Network.EffectiveGenesis));
        var connection = await guest.Host.ConnectAsync(new PeerAddress(relay.Network.Host.Id, relay.Network.Host.ListenAddresses));
        await connection.Identified;
        using var http = new HttpClient();
        string text = await http.GetStringAsync(new UriBuilder(relay.Metrics!) { Host = "127.0.0.1", Path = "/metrics" }.Uri);
        Assert.Contains("\nspacemesh_p2p_total_connections 1\n", text, StringComparison.Ordinal);
        Assert.Contains("\nspacemesh_p2p_total_peers 1\n", text, StringComparison.Ordinal);
        Assert.Contains("spacemesh_p2p_traffic_per_protocol{direction=\"outgoing\",protocol=\"/ipfs/id/1.0.0\"}", text, StringComparison.Ordinal);
        Assert.Contains("libp2p_swarm_connections_opened_total{dir=\"inbound\",ip_version=\"ip4\",muxer=\"/yamux/1.0.0\",security=\"/noise\",transport=\"tcp\"} 1\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PingPeers_tellsWhoIsReachedAndWhoIsNot()
    {
        await using var relay = await RelayNode.StartAsync(Mainnet, HostOf(TextWriter.Null));
        string reached = relay.Network.Host.ListenAddresses[0].WithPeer(relay.Network.Host.Id).ToString();
        using var output = new StringWriter();
        Assert.True(await PeerProbe.RunAsync(Mainnet, [reached], HostOf(output), CancellationToken.None));
        Assert.Contains("of 4 pings), go-spacemesh", output.ToString(), StringComparison.Ordinal);
        Assert.False(await PeerProbe.RunAsync(Mainnet, [reached, $"/ip4/127.0.0.1/tcp/1/p2p/{IdOfNobody}"], HostOf(output), CancellationToken.None));
        Assert.Contains("not reached", output.ToString(), StringComparison.Ordinal);
        await Assert.ThrowsAsync<NodeStartException>(() => PeerProbe.RunAsync(Mainnet, ["/ip4/127.0.0.1/tcp/1"], HostOf(output), CancellationToken.None));
        await Assert.ThrowsAsync<NodeStartException>(() => PeerProbe.RunAsync(Mainnet, [], HostOf(output), CancellationToken.None));
    }

    private static string IdOfNobody => Libp2p.Identity.IdentityKey.FromSeed(new byte[32]).Id.ToString();

    private static NodeHost HostOf(TextWriter output) => new() { Time = TimeProvider.System, Output = output, Build = new BuildInfo("v0", "", "") };

    private static PeerNetwork Guest(byte[] prologue) => new(
        new PeerNetworkOptions { Prologue = prologue, Listen = [], MapPorts = false, Dht = false, Gossip = false, MinPeers = 0, PrivateNetwork = true },
        new RequestOptions(),
        new PeerNetworkWorld { Time = TimeProvider.System, Random = SystemRandom.Instance, NewSeed = () => System.Security.Cryptography.RandomNumberGenerator.GetBytes(32) });
}
