using System.Security.Cryptography;
using System.Text.Json;
using Spacemesh.Libp2p.Addresses;
using Spacemesh.Libp2p.Encoding;
using Spacemesh.Libp2p.Gossip;
using Spacemesh.Libp2p.Hosting;
using Spacemesh.Libp2p.Kademlia;
using Spacemesh.Libp2p.Nat;
using Spacemesh.Libp2p.Ping;
using Spacemesh.Libp2p.Relay;
using Spacemesh.Libp2p.Tests.Gossip;
using Spacemesh.Libp2p.Tests.Hosting;
using Spacemesh.Libp2p.Transports;

namespace Spacemesh.Libp2p.Tests.Js;

/// <summary>The table of spec 08 §20 against js-libp2p, both directions, over loopback.</summary>
public sealed class JsInteropTests(JsLibp2p js) : IClassFixture<JsLibp2p>
{
    private const string Prologue = "9eebff023abb17ccb775c602daade8ed708f0a50-8063";
    private const string KadProtocol = "/spacekad/kad/1.0.0";

    /// <summary>A fault on either side shows as a failure instead of a hang.</summary>
    private static CancellationToken Patience => new CancellationTokenSource(TimeSpan.FromMinutes(3)).Token;

    private static Host NewHost(int index, string prologue = Prologue) =>
        HostTests.TcpHost(index, options => options with { Prologue = System.Text.Encoding.ASCII.GetBytes(prologue), AgentVersion = "test" });

    private static string TextOf(Host host) => host.ListenAddresses[0].WithPeer(host.Id).ToString();

    private static List<string> List(JsonElement element, string name) => [.. element.GetProperty(name).EnumerateArray().Select(item => item.GetString()!)];

    private void Require() => Assert.SkipWhen(js.Missing is not null, js.Missing ?? "");

    [Fact]
    public async Task Prologue_muxer_identify_and_ping()
    {
        Require();
        await using var peer = await JsPeer.StartAsync(js, new { prologue = Prologue });
        await using var host = NewHost(41);
        host.Handle("late/1", HostTests.EchoAsync);
        await host.StartAsync();
        var connection = await host.ConnectAsync(peer.Address);
        await connection.Identified;
        var info = host.Peers.Info(peer.Id)!;
        Assert.Contains("/ipfs/ping/1.0.0", info.Protocols);
        Assert.StartsWith("js-libp2p/", info.AgentVersion, StringComparison.Ordinal);
        Assert.NotNull(info.SignedRecord);
        Assert.NotNull(Libp2p.Identity.PeerRecord.Open(info.SignedRecord));
        Assert.True(await PingService.PingOnceAsync(host, peer.Id) > TimeSpan.Zero);
        Assert.True((await peer.AskAsync("ping", new { id = host.Id.ToString() })).GetProperty("ms").GetDouble() >= 0);
        var known = await peer.AskAsync("peer", new { id = host.Id.ToString(), protocol = "late/1" });
        Assert.Equal(host.Protocols, List(known, "protocols"));
        Assert.Equal("test", known.GetProperty("agent").GetString());
        Assert.True(known.GetProperty("signed").GetBoolean());
        Assert.Contains(host.ListenAddresses[0].ToString(), List(known, "addresses"));

        // Push: a handler that comes later.
        host.Handle("later/1", HostTests.EchoAsync);
        Assert.Contains("later/1", List(await peer.AskAsync("peer", new { id = host.Id.ToString(), protocol = "later/1" }), "protocols"));

        await using var second = NewHost(42);
        await second.StartAsync();
        var dialled = await peer.AskAsync("dial", new { address = TextOf(second) });
        Assert.Equal("/noise", dialled.GetProperty("encryption").GetString());
        Assert.Equal("/yamux/1.0.0", dialled.GetProperty("muxer").GetString());
        Assert.Equal(second.Id.ToString(), dialled.GetProperty("peer").GetString());
    }

    [Fact]
    public async Task Other_prologue_fails_in_both_directions()
    {
        Require();
        await using var peer = await JsPeer.StartAsync(js, new { prologue = "blue" });
        await using var host = NewHost(43, "red");
        await host.StartAsync();
        var failure = await Assert.ThrowsAsync<Libp2pException>(() => host.ConnectAsync(peer.Address));
        // js answers a failed handshake by closing; both are right.
        Assert.Contains(failure.Fault, (Libp2pFault[])[Libp2pFault.HandshakeFailed, Libp2pFault.ConnectionClosed, Libp2pFault.UnexpectedEnd]);
        await Assert.ThrowsAsync<InvalidOperationException>(() => peer.AskAsync("dial", new { address = TextOf(host) }));
        Assert.Empty(host.Connections);
    }

    [Fact]
    public async Task Streams_carry_megabytes_in_both_directions_and_many_at_a_time()
    {
        Require();
        await using var peer = await JsPeer.StartAsync(js, new { prologue = Prologue });
        await using var host = NewHost(44);
        host.Handle("echo/1", HostTests.EchoAsync);
        host.Handle("reset/1", (stream, _) =>
        {
            stream.Abort();
            return Task.CompletedTask;
        });
        await host.StartAsync();
        await (await host.ConnectAsync(peer.Address)).Identified;

        byte[] data = new byte[16 << 20];
        Runtime.SystemRandom.Instance.Fill(data);
        await using (var stream = await host.OpenStreamAsync(peer.Id, ["echo/1"]))
        {
            var writing = stream.WriteAsync(data).AsTask();
            byte[] back = new byte[data.Length];
            await stream.ReadExactlyAsync(back);
            await writing;
            Assert.Equal(SHA256.HashData(data), SHA256.HashData(back));
        }

        byte[] piece = data[..50000];
        var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int i = 0; i < 100; i++)
            hash.AppendData(piece);
        var echoed = await peer.AskAsync("request", new { id = host.Id.ToString(), protocol = "echo/1", data = Convert.ToHexStringLower(piece), repeat = 100, length = 5_000_000 });
        Assert.Equal(5_000_000, echoed.GetProperty("count").GetInt32());
        Assert.Equal(Convert.ToHexStringLower(hash.GetHashAndReset()), echoed.GetProperty("hash").GetString());

        await Task.WhenAll(Enumerable.Range(0, 300).Select(async i =>
        {
            await using var stream = await host.OpenStreamAsync(peer.Id, ["echo/1"]);
            byte[] sent = BitConverter.GetBytes(i);
            await stream.WriteAsync(sent);
            byte[] got = new byte[4];
            await stream.ReadExactlyAsync(got);
            Assert.Equal(sent, got);
        }));

        var reset = await Assert.ThrowsAsync<Libp2pException>(async () =>
        {
            await using var stream = await host.OpenStreamAsync(peer.Id, ["reset/1"]);
            await stream.ReadExactlyAsync(new byte[1]);
        });
        Assert.Contains(reset.Fault, (Libp2pFault[])[Libp2pFault.StreamReset, Libp2pFault.UnexpectedEnd]);
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => peer.AskAsync("request", new { id = host.Id.ToString(), protocol = "unheard/1", data = "00", length = 1 }));
        Assert.Equal(Libp2pFault.ProtocolNotSupported, (await Assert.ThrowsAsync<Libp2pException>(() => host.OpenStreamAsync(peer.Id, ["unheard/1"]))).Fault);
    }

    [Fact]
    public async Task Quic_carries_streams_in_both_directions()
    {
        Require();
        Assert.SkipUnless(QuicSupport.IsSupported, "This machine has no libmsquic, so .NET has no QUIC.");
        await using var peer = await JsPeer.StartAsync(js, new { quic = true, listen = new[] { "/ip4/127.0.0.1/udp/0/quic-v1" } });
        await using var host = NewQuicHost(55);
        host.Handle("echo/1", HostTests.EchoAsync);
        await host.StartAsync();
        await (await host.ConnectAsync(peer.Address)).Identified;
        Assert.Contains("/ipfs/ping/1.0.0", host.Peers.Info(peer.Id)!.Protocols);
        Assert.True(await PingService.PingOnceAsync(host, peer.Id) > TimeSpan.Zero);
        byte[] data = new byte[4 << 20];
        Runtime.SystemRandom.Instance.Fill(data);
        await using (var stream = await host.OpenStreamAsync(peer.Id, ["echo/1"]))
        {
            var writing = stream.WriteAsync(data).AsTask();
            byte[] back = new byte[data.Length];
            await stream.ReadExactlyAsync(back);
            await writing;
            Assert.Equal(SHA256.HashData(data), SHA256.HashData(back));
        }

        await using var second = NewQuicHost(56);
        second.Handle("echo/1", HostTests.EchoAsync);
        await second.StartAsync();
        var dialled = await peer.AskAsync("dial", new { address = TextOf(second) });
        Assert.Equal(second.Id.ToString(), dialled.GetProperty("peer").GetString());
        var echoed = await peer.AskAsync("request", new { id = second.Id.ToString(), protocol = "echo/1", data = Convert.ToHexStringLower(data[..50000]), repeat = 20, length = 1_000_000 });
        Assert.Equal(1_000_000, echoed.GetProperty("count").GetInt32());
    }

    private static Host NewQuicHost(int index) => HostTests.TcpHost(index, options => options with
    {
        Transports = [],
        SecureTransports = [new QuicTransport(options.Identity, TimeProvider.System, new QuicOptions())],
        ListenAddresses = [Multiaddr.Parse("/ip4/127.0.0.1/udp/0/quic-v1")],
    });

    [Fact]
    public async Task Requests_without_half_close_are_answered_in_both_directions()
    {
        Require();
        await using var peer = await JsPeer.StartAsync(js, new { prologue = Prologue });
        await using var host = NewHost(45);
        host.Handle("hs/1", async (stream, closing) =>
        {
            Assert.Equal([1, 2, 3], await stream.ReadFrameAsync(100, closing));
            await stream.WriteAsync(new byte[] { 4, 0, 0 }, closing);
        });
        await host.StartAsync();
        await (await host.ConnectAsync(peer.Address)).Identified;
        await using var stream = await host.OpenStreamAsync(peer.Id, ["as/1", "hs/1"]);
        Assert.Equal("hs/1", stream.Protocol);
        await stream.WriteFrameAsync([1, 2, 3]);
        byte[] answer = new byte[3];
        await stream.ReadExactlyAsync(answer);
        Assert.Equal([4, 0, 0], answer);
        Assert.Equal(0, await stream.ReadAsync(new byte[1]));
        var theirs = await peer.AskAsync("request", new { id = host.Id.ToString(), protocol = "hs/1", data = "03010203", length = 3 });
        Assert.Equal("040000", theirs.GetProperty("first").GetString());
    }

    [Fact]
    public async Task Gossip_flows_in_both_directions_and_invalid_messages_do_not()
    {
        Require();
        await using var peer = await JsPeer.StartAsync(js, new { prologue = Prologue, gossip = "StrictNoSign" });
        await using var host = NewHost(46);
        await host.StartAsync();
        var received = System.Threading.Channels.Channel.CreateUnbounded<byte[]>();
        var grafted = new TaskCompletionSource();
        await using var router = new GossipRouter(host, new GossipOptions { MessageId = GossipNet.MessageId });
        router.MeshChanged += (_, _, joined) =>
        {
            if (joined)
                grafted.TrySetResult();
        };
        router.Join("ax1", new TopicOptions
        {
            Validator = (message, _) => new(message.Data.Span[0] == 0xee ? GossipVerdict.Reject : GossipVerdict.Accept),
            Delivered = message =>
            {
                if (message.Source != host.Id)
                    received.Writer.TryWrite(message.Data.ToArray());
            },
        });
        router.Start();
        await peer.AskAsync("subscribe", new { topic = "ax1" });
        await host.ConnectAsync(peer.Address);
        await grafted.Task.WaitAsync(Patience);
        Assert.Contains(host.Id.ToString(), List(await peer.AskAsync("subscribers", new { topic = "ax1" }), "mesh"));

        await peer.AskAsync("publish", new { topic = "ax1", data = "0102" });
        Assert.Equal([1, 2], await received.Reader.ReadAsync(Patience));
        byte[] large = new byte[100_000];
        large[0] = 7;
        Assert.Equal(PublishOutcome.Published, await router.PublishAsync("ax1", large));
        Assert.Equal(large, (await peer.Messages.ReadAsync(Patience)).Data);
        await peer.AskAsync("publish", new { topic = "ax1", data = "ee01" });
        await peer.AskAsync("publish", new { topic = "ax1", data = "0304" });
        Assert.Equal([3, 4], await received.Reader.ReadAsync(Patience));

        // A peer that signs its messages is not heard here.
        await using var signing = await JsPeer.StartAsync(js, new { prologue = Prologue, gossip = "StrictSign" });
        await signing.AskAsync("subscribe", new { topic = "ax1" });
        await signing.AskAsync("dial", new { address = TextOf(host) });
        await signing.AskAsync("subscribers", new { topic = "ax1" });
        await signing.AskAsync("publish", new { topic = "ax1", data = "0909" });
        await signing.AskAsync("ping", new { id = host.Id.ToString() });
        await peer.AskAsync("publish", new { topic = "ax1", data = "0506" });
        Assert.Equal([5, 6], await received.Reader.ReadAsync(Patience));
    }

    [Fact]
    public async Task Signed_gossip_flows_in_both_directions()
    {
        Require();
        await using var peer = await JsPeer.StartAsync(js, new { prologue = Prologue, gossip = "StrictSign" });
        await using var host = NewHost(47);
        await host.StartAsync();
        var received = System.Threading.Channels.Channel.CreateUnbounded<byte[]>();
        await using var router = new GossipRouter(host, new GossipOptions { MessageId = GossipNet.MessageId, Signing = SigningPolicy.StrictSign });
        router.Join("t", new TopicOptions { Validator = (_, _) => new(GossipVerdict.Accept), Delivered = message => received.Writer.TryWrite(message.Data.ToArray()) });
        router.Start();
        await peer.AskAsync("subscribe", new { topic = "t" });
        await peer.AskAsync("dial", new { address = TextOf(host) });
        await peer.AskAsync("subscribers", new { topic = "t" });
        await peer.AskAsync("publish", new { topic = "t", data = "0a0b" });
        Assert.Equal([10, 11], await received.Reader.ReadAsync(Patience));
        await router.PublishAsync("t", new byte[] { 12 });
        Assert.Equal([12], (await peer.Messages.ReadAsync(Patience)).Data);
    }

    [Fact]
    public async Task Kademlia_finds_peers_and_providers_in_both_directions()
    {
        Require();
        await using var peer = await JsPeer.StartAsync(js, new { prologue = Prologue, kad = KadProtocol });
        await using var host = NewHost(48);
        await using var other = NewHost(49);
        await host.StartAsync();
        await other.StartAsync();
        var options = new KademliaOptions { Protocol = KadProtocol, PrivateNetwork = true, Bootstrap = [peer.Address] };
        await using var service = new KademliaService(host, options);
        await using var otherService = new KademliaService(other, options);
        var admitted = new TaskCompletionSource();
        var otherAdmitted = new TaskCompletionSource();
        service.Table.Changed += (_, _, added) => admitted.TrySetResult();
        otherService.Table.Changed += (_, _, added) => otherAdmitted.TrySetResult();
        service.Start();
        otherService.Start();
        await host.ConnectAsync(peer.Address);
        await other.ConnectAsync(peer.Address);
        await admitted.Task.WaitAsync(Patience);
        await otherAdmitted.Task.WaitAsync(Patience);
        Assert.Equal(2, (await peer.AskAsync("table", new { size = 2 })).GetProperty("size").GetInt32());

        // Ours asks js for the other host; js asks ours.
        Assert.Equal(other.ListenAddresses, (await service.FindPeerAsync(other.Id))!.Addresses);
        Assert.Contains(host.ListenAddresses[0].ToString(), List(await peer.AskAsync("findPeer", new { id = host.Id.ToString() }), "addresses"));

        byte[] key = Multihash.OfSha256("spacemesh-disc"u8);
        string cid = Cid.OfRaw(key).ToString();
        Assert.True(await service.ProvideAsync(key) >= 1);
        Assert.Contains(host.Id.ToString(), List(await peer.AskAsync("findProviders", new { cid }), "peers"));
        await peer.AskAsync("provide", new { cid });
        Assert.Contains(peer.Id, (await otherService.FindProvidersAsync(key, 10)).Select(provider => provider.Id));
    }

    [Fact]
    public async Task Relay_of_js_carries_a_connection_between_ours()
    {
        Require();
        await using var relay = await JsPeer.StartAsync(js, new { prologue = Prologue, relayServer = true });
        await using var hidden = NewHost(50);
        await using var dialler = NewHost(51);
        hidden.Handle("echo/1", HostTests.EchoAsync);
        await using var hiddenClient = new RelayClient(hidden);
        await using var diallerClient = new RelayClient(dialler);
        hiddenClient.Start();
        diallerClient.Start();
        var reservation = await hiddenClient.ReserveAsync(relay.Address);
        Assert.NotNull(reservation.Voucher);
        var circuit = relay.Address.Addresses[0].WithPeer(relay.Id).WithCircuit();
        var connection = await dialler.ConnectAsync(new PeerAddress(hidden.Id, [circuit]));
        Assert.True(connection.IsLimited);
        await using var stream = await dialler.OpenStreamAsync(hidden.Id, ["echo/1"], allowLimited: true);
        await stream.WriteAsync(new byte[] { 1, 2, 3 });
        byte[] back = new byte[3];
        await stream.ReadExactlyAsync(back);
        Assert.Equal([1, 2, 3], back);
    }

    [Fact]
    public async Task Relay_of_ours_carries_a_connection_between_js_and_js_and_ours()
    {
        Require();
        await using var relay = NewHost(52);
        await relay.StartAsync();
        using var server = new RelayServer(relay, new RelayServerOptions());
        server.Start();
        await using var hidden = await JsPeer.StartAsync(js, new { prologue = Prologue, relayClient = true, listen = new[] { $"{TextOf(relay)}/p2p-circuit" } });
        string circuit = List(await hidden.AskAsync("circuit"), "addresses")[0];
        await using var dialler = await JsPeer.StartAsync(js, new { prologue = Prologue, relayClient = true });
        Assert.True((await dialler.AskAsync("dial", new { address = circuit })).GetProperty("limits").GetBoolean());
        var echoed = await dialler.AskAsync("request", new { id = hidden.Id.ToString(), protocol = "echo/1", data = "0a0b0c", length = 3, limited = true });
        Assert.Equal("0a0b0c", echoed.GetProperty("first").GetString());

        await using var ours = NewHost(53);
        await using var client = new RelayClient(ours);
        client.Start();
        var connection = await ours.ConnectAsync(PeerAddress.Parse(circuit));
        Assert.True(connection.IsLimited);
        Assert.True(await PingService.PingOnceAsync(ours, hidden.Id) > TimeSpan.Zero);
    }

    [Fact]
    public async Task Autonat_requests_are_answered_in_both_directions()
    {
        Require();
        await using var peer = await JsPeer.StartAsync(js, new { prologue = Prologue, autonat = true });
        await using var host = NewHost(54);
        await host.StartAsync();
        using var server = new AutoNatServer(host, new AutoNatServerOptions { Transports = [new TcpTransport(new TcpOptions { ReusePort = false })] });
        server.Start();
        await (await host.ConnectAsync(peer.Address)).Identified;
        await using var stream = await host.OpenStreamAsync(peer.Id, [AutoNatMessage.Protocol]);
        await stream.WriteFrameAsync(new AutoNatMessage(false) { Peer = host.Id, Addresses = host.ListenAddresses }.Encode());
        var answer = AutoNatMessage.Decode((await stream.ReadFrameAsync(AutoNatMessage.MaximumSize))!);
        Assert.True(answer!.IsResponse);
        // A loopback address is nobody's business to dial: js refuses or fails, and so do we.
        Assert.NotEqual(AutoNatStatus.Ok, answer.Status);
        string request = Convert.ToHexStringLower(new ProtoWriter().Number(1, 0).Message(2, new ProtoWriter().Message(1, new ProtoWriter().Bytes(1, peer.Id.Bytes))).ToFrame());
        var theirs = await peer.AskAsync("request", new { id = host.Id.ToString(), protocol = AutoNatMessage.Protocol, data = request, length = 4 });
        Assert.StartsWith("3b08011a37", theirs.GetProperty("first").GetString(), StringComparison.Ordinal);
    }
}
