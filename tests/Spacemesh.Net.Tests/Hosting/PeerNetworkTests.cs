using Spacemesh.Libp2p;
using Spacemesh.Libp2p.Addresses;
using Spacemesh.Libp2p.Hosting;
using Spacemesh.Libp2p.Nat;
using Spacemesh.Libp2p.Relay;
using Spacemesh.Net.Hosting;
using Spacemesh.Ports.Api;
using Spacemesh.Primitives;

namespace Spacemesh.Net.Tests.Hosting;

public sealed class PeerNetworkTests
{
    private readonly SimulatedPeers _peers = new();

    [Fact]
    public void Prologue_ofKnownNetworks_isTheDocumentedText()
    {
        var genesis = GenesisId.FromBytes(Convert.FromHexString("9eebff023abb17ccb775c602daade8ed708f0a50"));
        Assert.Equal("9eebff023abb17ccb775c602daade8ed708f0a50-8063"u8.ToArray(), NetworkPrologue.Of(genesis, new LayerId(8063)));
    }

    [Fact]
    public void Discovery_oneBootnode_connectsEveryoneWithEveryone() => _peers.Run(async () =>
    {
        var bootnode = await _peers.StartAsync(options => options with { Dht = true, MinPeers = 6 });
        var nodes = new List<PeerNetwork>();
        for (int i = 0; i < 6; i++)
            nodes.Add(await _peers.StartAsync(options => options with { Dht = true, MinPeers = 6, Bootnodes = [SimulatedPeers.Address(0)] }));
        // Spec 08 §19: a full mesh within 15 s.
        await _peers.UntilAsync(() => nodes.Append(bootnode).All(node => node.View.PeerCount == 6), TimeSpan.FromSeconds(15));
        Assert.Equal(["bootnode"], nodes[0].View.Peers().Single(peer => peer.Id.Text == bootnode.Host.Id.ToString()).Tags);
        Assert.True(nodes[0].View.Report().DhtServer);
    });

    [Fact]
    public void Discovery_bootnodeComesLate_isFound() => _peers.Run(async () =>
    {
        var late = _peers.Add(options => options with { MinPeers = 1 });
        var early = await _peers.StartAsync(options => options with { MinPeers = 1, Bootnodes = [SimulatedPeers.Address(0)] });
        await Task.Delay(TimeSpan.FromMinutes(2), _peers.Time);
        Assert.Equal(0, early.View.PeerCount);
        await late.StartAsync();
        await _peers.UntilAsync(() => early.View.PeerCount == 1, TimeSpan.FromSeconds(45));
        // And again when the connection is lost.
        await late.Host.ClosePeerAsync(early.Host.Id);
        await _peers.UntilAsync(() => early.View.PeerCount == 1, TimeSpan.FromSeconds(45));
    });

    [Fact]
    public void Discovery_enoughPeers_dialsNobody() => _peers.Run(async () =>
    {
        var first = await _peers.StartAsync();
        var second = await _peers.StartAsync(options => options with { MinPeers = 1, Bootnodes = [SimulatedPeers.Address(0), SimulatedPeers.Address(2)] });
        await _peers.UntilAsync(() => second.View.PeerCount == 1, TimeSpan.FromSeconds(45));
        var third = await _peers.StartAsync();
        await Task.Delay(TimeSpan.FromMinutes(2), _peers.Time);
        Assert.Equal(0, third.View.PeerCount);
        Assert.Equal(1, first.View.PeerCount);
    });

    [Fact]
    public void ConnectedPeers_ofTheLastRun_areDialledWithoutBootnode()
    {
        using var folder = new TemporaryFolder();
        _peers.Run(async () =>
        {
            var other = await _peers.StartAsync();
            var node = await _peers.StartAsync(options => options with { Directory = folder.Path, MinPeers = 1, Bootnodes = [SimulatedPeers.Address(0)] });
            await _peers.UntilAsync(() => node.View.PeerCount == 1, TimeSpan.FromSeconds(45));
            Assert.False(File.Exists(Path.Combine(folder.Path, "connected.txt")));
            await Task.Delay(TimeSpan.FromMinutes(31), _peers.Time);
            Assert.Equal(other.Host.Id, Assert.Single(ConnectedPeersFile.Load(folder.Path)!).Id);
            await node.DisposeAsync();
            // It listens elsewhere now, and is the same peer: the key is in the folder.
            var again = await _peers.StartAsync(options => options with { Directory = folder.Path, MinPeers = 1 });
            Assert.Equal(node.Host.Id, again.Host.Id);
            await _peers.UntilAsync(() => again.View.PeerCount == 1, TimeSpan.FromSeconds(45));
        });
        Assert.Equal(["connected.txt", "p2p.key"], Directory.EnumerateFiles(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void ConnectedPeers_damagedFile_isNotUsed()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(Path.Combine(folder.Path, "connected.txt"), [1, 2, 3, 4, 5, 6, 7, 8, 9]);
        _peers.Run(async () =>
        {
            var node = await _peers.StartAsync(options => options with { Directory = folder.Path, MinPeers = 1 });
            await Task.Delay(TimeSpan.FromMinutes(1), _peers.Time);
            Assert.Equal(0, node.View.PeerCount);
        });
    }

    [Fact]
    public void Connect_otherNetwork_failsInTheHandshake() => _peers.Run(async () =>
    {
        var red = await _peers.StartAsync(options => options with { Prologue = "red"u8.ToArray() });
        var blue = await _peers.StartAsync(options => options with { Prologue = "blue"u8.ToArray() });
        await Assert.ThrowsAsync<Libp2pException>(() => red.Host.ConnectAsync(SimulatedPeers.Address(1)));
        Assert.Equal(0, blue.View.PeerCount);
    });

    [Fact]
    public void Gater_inboundLimit_turnsFurtherPeersAway() => _peers.Run(async () =>
    {
        // int(10 · 0.2) = 2: peers are taken while there are at most two.
        var popular = await _peers.StartAsync(options => options with { HighPeers = 10, LowPeers = 5, InboundFraction = 0.2 });
        for (int i = 0; i < 3; i++)
            await _peers.ConnectAsync(await _peers.StartAsync(), popular);
        var late = await _peers.StartAsync();
        await Assert.ThrowsAsync<Libp2pException>(() => late.Host.ConnectAsync(SimulatedPeers.Address(0)));
        Assert.Equal(3, popular.View.PeerCount);
    });

    [Fact]
    public void Gater_outboundLimit_sparesDirectPeers() => _peers.Run(async () =>
    {
        var first = await _peers.StartAsync();
        var second = await _peers.StartAsync();
        var third = await _peers.StartAsync();
        var node = await _peers.StartAsync(options => options with { HighPeers = 1, LowPeers = 1, OutboundFraction = 0, DirectPeers = [SimulatedPeers.Address(2)] });
        await _peers.ConnectAsync(node, first);
        await Assert.ThrowsAsync<Libp2pException>(() => node.Host.ConnectAsync(SimulatedPeers.Address(1)));
        await node.Host.ConnectAsync(SimulatedPeers.Address(2));
        Assert.Equal(ConnectionState.Connected, node.Host.StateOf(third.Host.Id));
        Assert.Equal(0, second.View.PeerCount);
    });

    [Fact]
    public void PingPeers_areFoundThroughTheDhtAndPinged() => _peers.Run(async () =>
    {
        var bootnode = await _peers.StartAsync(options => options with { Dht = true });
        var target = await _peers.StartAsync(options => options with { Dht = true, MinPeers = 1, Bootnodes = [SimulatedPeers.Address(0)] });
        await _peers.UntilAsync(() => target.View.PeerCount == 1, TimeSpan.FromSeconds(30));
        var node = await _peers.StartAsync(options => options with
        {
            Dht = true,
            MinPeers = 1,
            Bootnodes = [SimulatedPeers.Address(0)],
            PingPeers = [target.Host.Id],
        });
        await _peers.UntilAsync(() => node.Pings[0].Successes > 10, TimeSpan.FromMinutes(1));
        Assert.True(node.Host.Tags.IsProtected(target.Host.Id, "spacemesh-ping"));
        Assert.Empty(bootnode.Pings);
        await target.DisposeAsync();
        long failures = node.Pings[0].Failures;
        await _peers.UntilAsync(() => node.Pings[0].Failures > failures, TimeSpan.FromMinutes(1));
    });

    [Fact]
    public void Relay_privateNode_isReachedThroughIt() => _peers.Run(async () =>
    {
        var relay = await _peers.StartAsync(options => options with
        {
            Relay = true,
            RelayServer = new RelayServerOptions(),
            ForcedReachability = Reachability.Public,
        });
        var hidden = await _peers.StartAsync(options => options with
        {
            Relay = true,
            HolePunching = false,
            StaticRelays = [SimulatedPeers.Address(0)],
            ForcedReachability = Reachability.Private,
        });
        await _peers.UntilAsync(() => hidden.Host.Addresses.Any(address => address.IsCircuit), TimeSpan.FromMinutes(5));
        Assert.Equal(ReachabilityKind.Private, hidden.View.Report().Reachability);
        var guest = await _peers.StartAsync(options => options with { Relay = true, HolePunching = false });
        await guest.Host.ConnectAsync(new PeerAddress(hidden.Host.Id, [.. hidden.Host.Addresses.Where(address => address.IsCircuit)]));
        Assert.Equal(PeerConnectionKind.RelayOutbound, guest.View.Peers().Single(peer => peer.Id.Text == hidden.Host.Id.ToString()).Connections.Single().Kind);
        Assert.Equal(PeerConnectionKind.RelayInbound, hidden.View.Peers().Single(peer => peer.Id.Text == guest.Host.Id.ToString()).Connections.Single().Kind);
        // Limited connections carry neither requests nor gossip, and do not count.
        Assert.DoesNotContain(guest.Requests.Peers, peer => peer.Text == hidden.Host.Id.ToString());
        Assert.Equal(1, guest.View.PeerCount);
        Assert.NotNull(relay);
    });

    [Fact]
    public void View_traffic_countsByPeerAndProtocolWithRates() => _peers.Run(async () =>
    {
        var client = await _peers.StartAsync();
        var server = await _peers.StartAsync();
        using var served = server.Requests.Serve("ld/1", (_, _, _) => ValueTask.FromResult<ReadOnlyMemory<byte>>(new byte[100_000]));
        await _peers.ConnectAsync(client, server);
        // Into the middle of a window of 10 s.
        await Task.Delay(TimeSpan.FromSeconds(12), _peers.Time);
        await client.Requests.RequestAsync(new Ports.Network.PeerId(server.Host.Id.ToString()), new Ports.Network.PeerRequest("ld/1", new byte[50]));
        var total = client.View.Report().Traffic;
        Assert.Equal(51UL, total["ld/1"].BytesSent);
        Assert.InRange(total["ld/1"].BytesReceived, 100_000UL, 100_010UL);
        Assert.True(total["__total__"].BytesReceived > total["ld/1"].BytesReceived);
        Assert.Contains("__other__", total);
        Assert.Equal(0UL, total["ld/1"].ReceiveRate10Seconds);
        await Task.Delay(TimeSpan.FromSeconds(10), _peers.Time);
        Assert.InRange(client.View.Peers().Single().Traffic.ReceiveRate10Seconds, 10_000UL, 10_100UL);
        Assert.InRange(server.View.Peers().Single().Traffic.SendRate10Seconds, 10_000UL, 10_100UL);
        await Task.Delay(TimeSpan.FromMinutes(5), _peers.Time);
        Assert.InRange(client.View.Peers().Single().Traffic.ReceiveRate5Minutes, 333UL, 345UL);
        Assert.Equal(0UL, client.View.Peers().Single().Traffic.ReceiveRate10Seconds);
        await server.DisposeAsync();
        // The other end hears of it when it reads.
        await Task.Delay(TimeSpan.FromSeconds(1), _peers.Time);
        Assert.Empty(client.View.Peers());
    });

    [Fact]
    public void PeersChanged_comesAndGoes_isTold() => _peers.Run(async () =>
    {
        int told = 0;
        var node = await _peers.StartAsync();
        node.PeersChanged += () => told++;
        var other = await _peers.StartAsync();
        await _peers.ConnectAsync(other, node);
        Assert.Equal(1, told);
        await other.DisposeAsync();
        await Task.Delay(TimeSpan.FromSeconds(1), _peers.Time);
        Assert.Equal(2, told);
    });

    [Theory]
    [InlineData("p2p.enable-tcp-transport")]
    [InlineData("p2p.relay-server")]
    [InlineData("p2p.static-relays")]
    [InlineData("p2p.discovery-timings.advertise-interval-spread")]
    [InlineData("p2p.low-peers")]
    public void Options_thatCannotWork_nameTheKey(string key)
    {
        var options = new PeerNetworkOptions { Prologue = default };
        options = key switch
        {
            "p2p.enable-tcp-transport" => options with { Tcp = false },
            "p2p.relay-server" => options with { RelayServer = new RelayServerOptions() },
            "p2p.static-relays" => options with { StaticRelays = [SimulatedPeers.Address(0)] },
            "p2p.low-peers" => options with { LowPeers = options.HighPeers + 1 },
            _ => options with { DiscoveryTimings = new() { AdvertiseInterval = TimeSpan.FromHours(1), AdvertiseIntervalSpread = TimeSpan.FromHours(2) } },
        };
        Assert.Equal(key, Assert.Throws<InvalidOptionException>(options.Validate).Key);
    }

    [Fact]
    public void Dialability_saysWhatToOpen()
    {
        Multiaddr[] listening = [Multiaddr.Parse("/ip4/0.0.0.0/tcp/7513")];
        Multiaddr[] mapped = [Multiaddr.Parse("/ip4/5.6.7.8/tcp/7513")];
        Assert.Equal("dialable: peers reach the node", Describe(Reachability.Public, []));
        Assert.Equal("dialable: the router passes /ip4/5.6.7.8/tcp/7513 on to the node", Describe(Reachability.Public, mapped));
        Assert.StartsWith("not dialable: open TCP port 7513 in the firewall", Describe(Reachability.Private, []), StringComparison.Ordinal);
        Assert.StartsWith("not dialable although the router passes", Describe(Reachability.Private, mapped), StringComparison.Ordinal);
        Assert.Contains("open TCP port 7513", Describe(Reachability.Unknown, []), StringComparison.Ordinal);
        Assert.Contains("p2p.listen", Dialability.Describe(Reachability.Private, [], [], asksRouter: true, isPrivateNetwork: false), StringComparison.Ordinal);
        Assert.StartsWith("dialable from this machine only", Dialability.Describe(Reachability.Unknown, [Multiaddr.Parse("/ip4/127.0.0.1/tcp/1")], [], asksRouter: false, isPrivateNetwork: true), StringComparison.Ordinal);

        string Describe(Reachability reachability, Multiaddr[] outside) => Dialability.Describe(reachability, listening, outside, asksRouter: true, isPrivateNetwork: false);
    }
}
