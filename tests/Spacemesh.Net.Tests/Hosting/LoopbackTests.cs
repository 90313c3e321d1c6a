using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Spacemesh.Libp2p;
using Spacemesh.Libp2p.Addresses;
using Spacemesh.Net.Hosting;
using Spacemesh.Net.Requests;
using Spacemesh.Ports.Api;
using Spacemesh.Ports.Network;
using Spacemesh.Primitives;
using Spacemesh.Runtime;

namespace Spacemesh.Net.Tests.Hosting;

/// <summary>Three nodes over TCP on this machine, as the network of 09a-peers: x, and y and z that begin with x.</summary>
public sealed class LoopbackTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();
    private readonly List<PeerNetwork> _nodes = [];

    public async ValueTask InitializeAsync()
    {
        for (int i = 0; i < 3; i++)
            _nodes.Add(await StartAsync(i == 0 ? [] : [new PeerAddress(_nodes[0].Host.Id, _nodes[0].Host.ListenAddresses)], minPeers: i == 0 ? 0 : 2));
        // Discovery would do so with its next look, in ten seconds.
        await WaitAsync(() => _nodes.Skip(1).All(node => node.View.PeerCount > 0));
        await _nodes[2].Host.ConnectAsync(new PeerAddress(_nodes[1].Host.Id, _nodes[1].Host.ListenAddresses));
        await WaitAsync(() => _nodes.TrueForAll(node => node.View.PeerCount == 2));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
            await node.DisposeAsync();
        Assert.All(_nodes, node => Assert.Null(node.Host.Bug));
        _folder.Dispose();
    }

    [Fact]
    public void View_threeNodes_isWhatTheReferenceShows()
    {
        for (int i = 0; i < 3; i++)
        {
            var report = _nodes[i].View.Report();
            Assert.Equal(_nodes[i].Host.Id.ToString(), report.Id.Text);
            Assert.Equal([AddressOf(i)], report.ListenAddresses);
            Assert.Equal(report.ListenAddresses, report.KnownAddresses);
            Assert.Equal(ReachabilityKind.Unknown, report.Reachability);
            Assert.True(report.DhtServer);
            Assert.Contains("__total__", report.Traffic);
            Assert.StartsWith("dialable from this machine only", report.Dialability, StringComparison.Ordinal);
            foreach (var peer in _nodes[i].View.Peers())
            {
                int other = _nodes.FindIndex(node => node.Host.Id.ToString() == peer.Id.Text);
                var connection = peer.Connections[0];
                // An inbound connection comes from the port that the peer listens at where the system lets it dial from there.
                if (connection.IsOutbound)
                    Assert.Equal(AddressOf(other), connection.Address);
                else
                    Assert.StartsWith("/ip4/127.0.0.1/tcp/", connection.Address, StringComparison.Ordinal);
                Assert.Equal(connection.IsOutbound ? PeerConnectionKind.Outbound : PeerConnectionKind.Inbound, connection.Kind);
                Assert.Equal(i > 0 && other == 0 ? ["bootnode"] : [], peer.Tags);
                Assert.True(peer.Traffic.BytesSent > 0 && peer.Traffic.BytesReceived > 0);
            }
        }
    }

    [Fact]
    public async Task GossipAndRequests_overTcp_work()
    {
        var heard = new TaskCompletionSource<byte[]>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var own = _nodes[1].Gossip.Subscribe("ax1", (_, _, _) => ValueTask.FromResult(Verdict.Accept));
        using var between = _nodes[0].Gossip.Subscribe("ax1", (_, _, _) => ValueTask.FromResult(Verdict.Accept));
        using var other = _nodes[2].Gossip.Subscribe("ax1", (_, message, _) =>
        {
            heard.TrySetResult(message.ToArray());
            return ValueTask.FromResult(Verdict.Accept);
        });
        await WaitAsync(() => _nodes[1].Router!.MeshOf("ax1").Count > 0 && _nodes[2].Router!.MeshOf("ax1").Count > 0);
        byte[] message = RandomNumberGenerator.GetBytes(200_000);
        await _nodes[1].Gossip.PublishAsync("ax1", message);
        Assert.Equal(message, await heard.Task.WaitAsync(Limit));

        byte[] data = RandomNumberGenerator.GetBytes(5_000_000);
        using var served = _nodes[2].Requests.Serve("hs/1", (_, request, _) => ValueTask.FromResult<ReadOnlyMemory<byte>>((byte[])[.. request.Span, .. data]));
        await WaitAsync(() => _nodes[0].Host.Peers.FirstSupported(_nodes[2].Host.Id, ["hs/1"]) is not null);
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
            _nodes[0].Requests.RequestAsync(new PeerId(_nodes[2].Host.Id.ToString()), new PeerRequest("hs/1", new[] { (byte)i })))).WaitAsync(Limit);
        for (int i = 0; i < answers.Length; i++)
            Assert.Equal([(byte)i, .. data], answers[i].ToArray());
    }

    [Fact]
    public async Task Start_addressInUse_saysWhich()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var address = Multiaddr.OfTcp((IPEndPoint)other.LocalEndpoint);
        await using var second = Make([], 0, address);
        var refusal = await Assert.ThrowsAsync<Libp2pException>(second.StartAsync);
        Assert.Contains(((IPEndPoint)other.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture), refusal.Message, StringComparison.Ordinal);
    }

    private string AddressOf(int node) => _nodes[node].Host.ListenAddresses[0].ToString();

    private async Task<PeerNetwork> StartAsync(IReadOnlyList<PeerAddress> bootnodes, int minPeers)
    {
        var node = Make(bootnodes, minPeers, Multiaddr.Parse("/ip4/127.0.0.1/tcp/0"));
        await node.StartAsync();
        return node;
    }

    private PeerNetwork Make(IReadOnlyList<PeerAddress> bootnodes, int minPeers, Multiaddr listen) => new(
        new PeerNetworkOptions
        {
            Directory = Path.Combine(_folder.Path, Guid.NewGuid().ToString("n")),
            Prologue = "loopback-7"u8.ToArray(),
            Listen = [listen],
            Bootnodes = bootnodes,
            MinPeers = minPeers,
            MapPorts = false,
            PrivateNetwork = true,
        },
        new RequestOptions(),
        new PeerNetworkWorld { Time = TimeProvider.System, Random = SystemRandom.Instance, NewSeed = () => RandomNumberGenerator.GetBytes(32) });

    private static async Task WaitAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(Limit);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!condition())
            await timer.WaitForNextTickAsync(limit.Token);
    }
}
