using Spacemesh.Libp2p.Addresses;
using Spacemesh.Libp2p.Hosting;
using Spacemesh.Libp2p.Ping;
using Spacemesh.Libp2p.Transports;

namespace Spacemesh.Libp2p.Tests.Hosting;

public sealed class HostTests
{
    [Fact]
    public void Hosts_that_connect_identify_each_other_and_ping()
    {
        var net = new SimulatedHosts();
        net.Network.Latency = (_, _) => TimeSpan.FromMilliseconds(20);
        net.Run(async () =>
        {
            var a = await net.AddAsync(options => options with { AgentVersion = "a", ProtocolVersion = "net" });
            var b = await net.AddAsync();
            b.Handle("echo/1", EchoAsync);
            var connection = await a.ConnectAsync(SimulatedHosts.AddressOf(b));
            await connection.Identified;
            Assert.Equal(b.Protocols, a.Peers.Info(b.Id)!.Protocols);
            Assert.Equal(TimeSpan.FromMilliseconds(40), await PingService.PingOnceAsync(a, b.Id));
            await b.ConnectionsTo(a.Id)[0].Identified;
            Assert.Equal("a", b.Peers.Info(a.Id)!.AgentVersion);
            Assert.Equal("net", b.Peers.Info(a.Id)!.ProtocolVersion);
            Assert.Equal(b.ListenAddresses, a.Peers.Addresses(b.Id));
            Assert.Equal(ConnectionState.Connected, a.StateOf(b.Id));
            Assert.Equal(Direction.Inbound, b.ConnectionsTo(a.Id)[0].Direction);
        });
    }

    [Fact]
    public void Stream_carries_megabytes_in_both_directions()
    {
        var net = new SimulatedHosts();
        net.Network.Latency = (_, _) => TimeSpan.FromMilliseconds(50);
        net.Run(async () =>
        {
            var a = await net.AddAsync();
            var b = await net.AddAsync();
            b.Handle("echo/1", EchoAsync);
            await a.ConnectAsync(SimulatedHosts.AddressOf(b));
            await using var stream = await a.OpenStreamAsync(b.Id, ["echo/1"]);
            byte[] data = new byte[16 << 20];
            net.Random.Fill(data);
            var writing = WriteAsync(stream, data);
            byte[] back = new byte[data.Length];
            await stream.ReadExactlyAsync(back);
            await writing;
            Assert.Equal(data, back);
            // With windows that never grew, 256 KiB a round trip of 100 ms would take 6.4 s.
            Assert.True(net.Scheduler.Elapsed < TimeSpan.FromSeconds(4), $"{net.Scheduler.Elapsed}");
        });

        static async Task WriteAsync(P2pStream stream, byte[] data)
        {
            await stream.WriteAsync(data);
            await stream.CloseWriteAsync();
        }
    }

    [Fact]
    public void Protocol_that_the_peer_refuses_is_an_error_and_the_second_proposal_is_taken()
    {
        var net = new SimulatedHosts();
        net.Run(async () =>
        {
            var a = await net.AddAsync();
            var b = await net.AddAsync();
            b.Handle("second/1", EchoAsync);
            var connection = await a.ConnectAsync(SimulatedHosts.AddressOf(b));
            var refused = await Assert.ThrowsAsync<Libp2pException>(() => a.OpenStreamAsync(b.Id, ["zz/9"]));
            Assert.Equal(Libp2pFault.ProtocolNotSupported, refused.Fault);
            await using var stream = await a.OpenStreamAsync(b.Id, ["first/1", "second/1"]);
            Assert.Equal("second/1", stream.Protocol);
            Assert.Equal(0, connection.Failure is null ? 0 : 1);
        });
    }

    [Fact]
    public void Other_prologue_fails_the_handshake()
    {
        var net = new SimulatedHosts();
        net.Run(async () =>
        {
            var a = await net.AddAsync(options => options with { Prologue = "red"u8.ToArray() });
            var b = await net.AddAsync(options => options with { Prologue = "blue"u8.ToArray() });
            var failure = await Assert.ThrowsAsync<Libp2pException>(() => a.ConnectAsync(SimulatedHosts.AddressOf(b)));
            Assert.Equal(Libp2pFault.HandshakeFailed, failure.Fault);
            Assert.Empty(b.Connections);
        });
    }

    [Fact]
    public void Other_peer_than_expected_is_not_connected()
    {
        var net = new SimulatedHosts();
        net.Run(async () =>
        {
            var a = await net.AddAsync();
            var b = await net.AddAsync();
            var failure = await Assert.ThrowsAsync<Libp2pException>(() => a.ConnectAsync(new PeerAddress(SimulatedHosts.Key(99).Id, b.ListenAddresses)));
            Assert.Equal(Libp2pFault.WrongPeer, failure.Fault);
        });
    }

    [Fact]
    public void Handler_registered_late_is_pushed_to_connected_peers()
    {
        var net = new SimulatedHosts();
        net.Run(async () =>
        {
            var a = await net.AddAsync();
            var b = await net.AddAsync();
            var connection = await a.ConnectAsync(SimulatedHosts.AddressOf(b));
            await connection.Identified;
            await Task.Delay(TimeSpan.FromSeconds(1), net.Time);
            var changed = new TaskCompletionSource();
            a.PeerChanged += _ => changed.TrySetResult();
            b.Handle("late/1", EchoAsync);
            await changed.Task;
            Assert.Contains("late/1", a.Peers.Info(b.Id)!.Protocols);
        });
    }

    [Fact]
    public void Silent_peer_is_given_up_and_nothing_is_left()
    {
        var net = new SimulatedHosts();
        net.Run(async () =>
        {
            var a = await net.AddAsync();
            var b = await net.AddAsync();
            var connection = await a.ConnectAsync(SimulatedHosts.AddressOf(b));
            await connection.Identified;
            net.Network.Cut((_, _) => true);
            await connection.Closed;
            Assert.Equal(Libp2pFault.Timeout, Assert.IsType<Libp2pException>(connection.Failure).Fault);
            Assert.True(net.Scheduler.Elapsed < TimeSpan.FromMinutes(2));
            Assert.Equal(ConnectionState.NotConnected, a.StateOf(b.Id));
        });
    }

    [Fact]
    public async Task Hosts_connect_over_tcp()
    {
        await using var a = TcpHost(1);
        await using var b = TcpHost(2);
        await a.StartAsync();
        await b.StartAsync();
        b.Handle("echo/1", EchoAsync);
        await a.ConnectAsync(SimulatedHosts.AddressOf(b), TestContext.Current.CancellationToken);
        await using var stream = await a.OpenStreamAsync(b.Id, ["echo/1"], cancellationToken: TestContext.Current.CancellationToken);
        byte[] data = new byte[1 << 20];
        Runtime.SystemRandom.Instance.Fill(data);
        var writing = stream.WriteAsync(data, TestContext.Current.CancellationToken).AsTask();
        byte[] back = new byte[data.Length];
        await stream.ReadExactlyAsync(back, TestContext.Current.CancellationToken);
        await writing;
        Assert.Equal(data, back);
    }

    internal static Host TcpHost(int index, Func<HostOptions, HostOptions>? change = null)
    {
        var options = new HostOptions
        {
            Identity = SimulatedHosts.Key(index),
            Time = TimeProvider.System,
            Random = Runtime.SystemRandom.Instance,
            Transports = [new TcpTransport()],
            ListenAddresses = [Multiaddr.Parse("/ip4/127.0.0.1/tcp/0")],
        };
        return new Host(change?.Invoke(options) ?? options);
    }

    internal static async Task EchoAsync(P2pStream stream, CancellationToken closing)
    {
        byte[] buffer = new byte[32 << 10];
        int count;
        while ((count = await stream.ReadAsync(buffer, closing)) > 0)
            await stream.WriteAsync(buffer.AsMemory(0, count), closing);
    }
}
