using Spacemesh.Libp2p.Hosting;
using Spacemesh.Libp2p.Nat;

namespace Spacemesh.Libp2p.Tests.Nat;

public sealed class AutoNatTests
{
    [Theory]
    [InlineData(true, Reachability.Public)]
    [InlineData(false, Reachability.Private)]
    public void Monitor_learns_whether_peers_can_dial_back(bool reachable, Reachability expected)
    {
        var net = new SimulatedHosts();
        net.Run(async () =>
        {
            var host = await net.AddAsync();
            for (int i = 0; i < 3; i++)
            {
                var server = await net.AddAsync();
                new AutoNatServer(server, new AutoNatServerOptions { Transports = server.Options.Transports }).Start();
                await host.ConnectAsync(SimulatedHosts.AddressOf(server));
            }

            net.Network.MayConnect = (_, to) => reachable || !to.Address.Equals(SimulatedHosts.Ip(0));
            await using var monitor = new ReachabilityMonitor(host);
            var seen = new List<Reachability>();
            monitor.Changed += seen.Add;
            monitor.Start();
            await Task.Delay(TimeSpan.FromMinutes(10), net.Time);
            Assert.Equal(expected, monitor.Current);
            Assert.Equal([expected], seen);
            // The dial-backs came from other identities and are gone.
            Assert.Equal(3, host.PeerCount);
        });
    }

    [Fact]
    public void Server_refuses_the_fourth_request_of_a_peer_in_a_minute()
    {
        var net = new SimulatedHosts();
        net.Run(async () =>
        {
            var host = await net.AddAsync();
            var server = await net.AddAsync();
            new AutoNatServer(server, new AutoNatServerOptions { Transports = server.Options.Transports }).Start();
            var connection = await host.ConnectAsync(SimulatedHosts.AddressOf(server));
            await connection.Identified;
            await using var monitor = new ReachabilityMonitor(host);
            for (int i = 0; i < 3; i++)
                Assert.Equal(Reachability.Public, await monitor.ProbeAsync());
            Assert.Null(await monitor.ProbeAsync());
            await Task.Delay(TimeSpan.FromSeconds(76), net.Time);
            Assert.Equal(Reachability.Public, await monitor.ProbeAsync());
        });
    }

    [Fact]
    public void Address_is_advertised_when_four_networks_see_it()
    {
        var net = new SimulatedHosts();
        net.Run(async () =>
        {
            var host = await net.AddAsync(options => options with { ListenAddresses = [Addresses.Multiaddr.Parse("/ip4/10.0.0.9/tcp/7513")] }, listen: true);
            using var observed = new ObservedAddresses(host);
            observed.Start();
            var seen = Addresses.Multiaddr.Parse("/ip4/5.9.9.9/tcp/7513");
            for (int i = 0; i < 4; i++)
            {
                Assert.Empty(observed.Confirmed);
                var other = await net.AddAsync();
                // As if it came through the router's mapping of the listening port.
                var connection = await other.ConnectAsync(new Addresses.PeerAddress(host.Id, host.ListenAddresses));
                await connection.Identified;
                host.RaiseObserved(host.ConnectionsTo(other.Id)[0], seen);
            }

            Assert.Equal([seen], observed.Confirmed);
            Assert.Contains(seen, host.Addresses);
            Assert.Equal(NatKind.Cone, observed.Kind);
        });
    }

    [Fact]
    public void Trimmer_closes_the_least_valued_and_keeps_the_protected()
    {
        var net = new SimulatedHosts();
        net.Run(async () =>
        {
            var host = await net.AddAsync();
            for (int i = 1; i <= 12; i++)
            {
                var other = await net.AddAsync();
                await other.ConnectAsync(SimulatedHosts.AddressOf(host));
            }

            host.Tags.Protect(net.Hosts[1].Id, "kept");
            host.Tags.Set(net.Hosts[2].Id, "value", 50);
            host.Tags.Bump(net.Hosts[3].Id, "served", 100, 1000, 100, TimeSpan.FromMinutes(1));
            await using var trimmer = new ConnectionTrimmer(host, new ConnectionTrimmerOptions { Low = 4, High = 10 });
            Assert.Equal(0, await trimmer.TrimAsync());
            await Task.Delay(TimeSpan.FromSeconds(31), net.Time);
            Assert.Equal(7, await trimmer.TrimAsync());
            await Task.Delay(TimeSpan.FromSeconds(1), net.Time);
            Assert.All([1, 2, 3], i => Assert.Equal(ConnectionState.Connected, host.StateOf(net.Hosts[i].Id)));
            Assert.Equal(5, host.Connections.Count);
        });
    }
}
