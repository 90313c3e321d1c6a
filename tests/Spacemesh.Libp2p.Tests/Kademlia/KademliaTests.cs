using Spacemesh.Libp2p.Encoding;
using Spacemesh.Libp2p.Kademlia;
using Spacemesh.Libp2p.Nat;

namespace Spacemesh.Libp2p.Tests.Kademlia;

public sealed class KademliaTests
{
    private const string Protocol = "/spacekad/kad/1.0.0";

    [Fact]
    public void Forty_hosts_that_know_one_bootstrap_peer_find_each_other_and_providers()
    {
        var net = new SimulatedHosts();
        net.Run(async () =>
        {
            var services = new List<KademliaService>();
            for (int i = 0; i < 40; i++)
            {
                var host = await net.AddAsync();
                var service = new KademliaService(host, new KademliaOptions
                {
                    Protocol = Protocol,
                    Bootstrap = i == 0 ? [] : [SimulatedHosts.AddressOf(net.Hosts[0])],
                    Mode = i is > 0 and < 4 ? KadMode.Client : KadMode.Automatic,
                    ProviderValidity = TimeSpan.FromMinutes(30),
                });
                services.Add(service);
                service.Start();
                await service.RefreshAsync();
            }

            foreach (var service in services)
                await service.RefreshAsync();
            Assert.All(services.Skip(4), service => Assert.InRange(service.Table.Count, 15, 40));
            Assert.DoesNotContain(services, service => service.Table.Contains(net.Hosts[2].Id));

            var found = await services[30].FindPeerAsync(net.Hosts[11].Id);
            Assert.Equal(net.Hosts[11].ListenAddresses, found!.Addresses);
            Assert.Null(await services[30].FindPeerAsync(SimulatedHosts.Key(999).Id));

            byte[] key = Multihash.OfSha256("spacemesh-disc"u8);
            Assert.Equal(20, await services[5].ProvideAsync(key));
            await services[6].ProvideAsync(key);
            var providers = await services[33].FindProvidersAsync(key, 10);
            Assert.Equal([.. ((Libp2p.Identity.PeerId[])[net.Hosts[5].Id, net.Hosts[6].Id]).Order()], providers.Select(peer => peer.Id).Order());
            await Task.Delay(TimeSpan.FromMinutes(31), net.Time);
            Assert.Empty(await services[33].FindProvidersAsync(key, 10));

            services[5].SetReachability(Reachability.Private);
            Assert.DoesNotContain(Protocol, net.Hosts[5].Protocols);
            foreach (var service in services)
                await service.DisposeAsync();
            Assert.All(services, service => Assert.Equal(0, service.RunningTasks));
        });
    }

    [Fact]
    public void Table_and_providers_are_stored_and_read_back()
    {
        var net = new SimulatedHosts();
        string directory = Directory.CreateTempSubdirectory("kad").FullName;
        try
        {
            net.Run(async () =>
            {
                var a = await net.AddAsync();
                var b = await net.AddAsync();
                byte[] key = Multihash.OfSha256("content"u8);
                var options = new KademliaOptions { Protocol = Protocol, Directory = directory };
                var other = new KademliaService(b, new KademliaOptions { Protocol = Protocol });
                other.Start();
                var first = new KademliaService(a, options);
                first.Start();
                await a.ConnectAsync(SimulatedHosts.AddressOf(b));
                await Task.Delay(TimeSpan.FromSeconds(1), net.Time);
                Assert.True(first.Table.Contains(b.Id));
                await other.ProvideAsync(key);
                await Task.Delay(TimeSpan.FromSeconds(1), net.Time);
                await first.DisposeAsync();

                var c = await net.AddAsync();
                var second = new KademliaService(c, options);
                second.Start();
                Assert.Equal([b.Id], second.Providers.Of(key));
                Assert.Equal(b.ListenAddresses, c.Peers.Addresses(b.Id));
                await second.DisposeAsync();
                await other.DisposeAsync();
            });
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
