using System.Net;
using Spacemesh.Libp2p.Addresses;
using Spacemesh.Libp2p.Hosting;
using Spacemesh.Libp2p.Nat;
using Spacemesh.Libp2p.Relay;
using Spacemesh.Libp2p.Tests.Hosting;
using Spacemesh.Libp2p.Transports;

namespace Spacemesh.Libp2p.Tests.Relay;

public sealed class RelayTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Peer_behind_nat_is_reached_through_a_relay_within_its_limits()
    {
        var net = new SimulatedHosts();
        net.Run(async () =>
        {
            var relay = await net.AddAsync();
            using var server = new RelayServer(relay, new RelayServerOptions());
            server.Start();
            var hidden = await net.AddAsync();
            var dialler = await net.AddAsync();
            net.Network.MayConnect = (_, to) => !to.Address.Equals(SimulatedHosts.Ip(1));
            hidden.Handle("echo/1", HostTests.EchoAsync);
            await using var hiddenClient = new RelayClient(hidden);
            await using var diallerClient = new RelayClient(dialler);
            hiddenClient.Start();
            diallerClient.Start();
            await hiddenClient.ReserveAsync(SimulatedHosts.AddressOf(relay));
            Assert.Equal(1, server.ReservationCount);
            var circuit = Assert.Single(hidden.Addresses, address => address.IsCircuit);

            var connection = await dialler.ConnectAsync(new PeerAddress(hidden.Id, [circuit]));
            Assert.True(connection.IsLimited);
            Assert.Equal(ConnectionState.Limited, dialler.StateOf(hidden.Id));
            var refused = await Assert.ThrowsAsync<Libp2pException>(() => dialler.OpenStreamAsync(hidden.Id, ["echo/1"]));
            Assert.Equal(Libp2pFault.NotConnected, refused.Fault);
            var stream = await dialler.OpenStreamAsync(hidden.Id, ["echo/1"], allowLimited: true);
            await stream.WriteAsync(new byte[1000]);
            await stream.ReadExactlyAsync(new byte[1000]);

            // 128 KiB each way, then the circuit is cut.
            var failure = await Assert.ThrowsAsync<Libp2pException>(async () =>
            {
                for (int i = 0; i < 200; i++)
                {
                    await stream.WriteAsync(new byte[1000]);
                    await stream.ReadExactlyAsync(new byte[1000]);
                }
            });
            Assert.Equal(Libp2pFault.ConnectionClosed, failure.Fault);
        });
    }

    [Fact]
    public void Reservation_is_refreshed_and_lost_with_the_relay()
    {
        var net = new SimulatedHosts();
        net.Run(async () =>
        {
            var relay = await net.AddAsync();
            using var server = new RelayServer(relay, new RelayServerOptions());
            server.Start();
            var hidden = await net.AddAsync();
            await using var client = new RelayClient(hidden);
            client.Start();
            var first = await client.ReserveAsync(SimulatedHosts.AddressOf(relay));
            await Task.Delay(TimeSpan.FromMinutes(30), net.Time);
            Assert.True(client.Reservations[relay.Id].Expires > first.Expires);
            await relay.ClosePeerAsync(hidden.Id);
            await Task.Delay(Second, net.Time);
            Assert.Empty(client.Reservations);
            Assert.Equal(0, server.ReservationCount);
        });
    }

    [Fact]
    public void Two_hosts_behind_nat_punch_through()
    {
        var net = new SimulatedHosts();
        net.Network.Latency = (_, _) => TimeSpan.FromMilliseconds(20);
        // A router lets in whom its host has dialled before.
        var dialled = new HashSet<(IPAddress, IPAddress)>();
        net.Network.MayConnect = (from, to) =>
        {
            dialled.Add((from, to.Address));
            return to.Address.Equals(SimulatedHosts.Ip(0)) || dialled.Contains((to.Address, from));
        };
        net.Run(async () =>
        {
            var relay = await net.AddAsync();
            using var server = new RelayServer(relay, new RelayServerOptions());
            server.Start();
            var a = await net.AddAsync();
            var b = await net.AddAsync();
            await using var aClient = new RelayClient(a);
            await using var bClient = new RelayClient(b);
            aClient.Start();
            bClient.Start();
            await using var aPunch = new HolePunchService(a);
            await using var bPunch = new HolePunchService(b);
            aPunch.Start();
            bPunch.Start();
            aPunch.SetReachability(Reachability.Private);
            await aClient.ReserveAsync(SimulatedHosts.AddressOf(relay));
            await b.ConnectAsync(new PeerAddress(a.Id, [.. a.Addresses.Where(address => address.IsCircuit)]));
            Assert.Equal(ConnectionState.Limited, b.StateOf(a.Id));
            for (int i = 0; i < 60 && b.StateOf(a.Id) != ConnectionState.Connected; i++)
                await Task.Delay(Second, net.Time);
            Assert.Equal(ConnectionState.Connected, b.StateOf(a.Id));
            Assert.Contains(a.ConnectionsTo(b.Id), connection => !connection.IsRelayed);
        });
    }

    [Fact]
    public async Task Relayed_connection_over_tcp_becomes_a_direct_one()
    {
        await using var relay = HostTests.TcpHost(91);
        await using var hidden = HostTests.TcpHost(92);
        await using var dialler = HostTests.TcpHost(93);
        foreach (var host in (Host[])[relay, hidden, dialler])
            await host.StartAsync();
        using var server = new RelayServer(relay, new RelayServerOptions());
        server.Start();
        await using var hiddenClient = new RelayClient(hidden);
        await using var diallerClient = new RelayClient(dialler);
        hiddenClient.Start();
        diallerClient.Start();
        await using var hiddenPunch = new HolePunchService(hidden, mayDial: address => !address.IsCircuit);
        await using var diallerPunch = new HolePunchService(dialler, mayDial: address => !address.IsCircuit);
        hiddenPunch.Start();
        diallerPunch.Start();
        hiddenPunch.SetReachability(Reachability.Private);
        await hiddenClient.ReserveAsync(SimulatedHosts.AddressOf(relay), TestContext.Current.CancellationToken);
        var direct = new TaskCompletionSource<Connection>(TaskCreationOptions.RunContinuationsAsynchronously);
        dialler.Connected += connection =>
        {
            if (connection.Peer == hidden.Id && !connection.IsRelayed)
                direct.TrySetResult(connection);
        };
        var relayed = await dialler.ConnectAsync(
            new PeerAddress(hidden.Id, [relay.ListenAddresses[0].WithPeer(relay.Id).WithCircuit()]), TestContext.Current.CancellationToken);
        Assert.True(relayed.IsLimited);
        var connection = await direct.Task.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        await connection.Identified;
        Assert.Equal(ConnectionState.Connected, dialler.StateOf(hidden.Id));
    }
}
