using Spacemesh.Libp2p.Gossip;
using Spacemesh.Libp2p.Hosting;

namespace Spacemesh.Libp2p.Tests.Gossip;

public sealed class FeatureTests
{
    [Fact]
    public void Messages_reach_a_peer_outside_the_mesh_by_announcement()
    {
        var net = new GossipNet();
        net.Run(async () =>
        {
            await net.AddAsync();
            // No mesh at the second: it lives on IHAVE and IWANT alone.
            await net.AddAsync(options => options with { Degree = 0, DegreeLow = 0, DegreeHigh = 0, DegreeOut = 0, DegreeScore = 0 });
            await net.ConnectAsync(0, 1);
            await net.PassAsync(5);
            await net.Routers[0].PublishAsync(GossipNet.Topic, new byte[] { 5 });
            await net.PassAsync(5);
            Assert.Equal([[5]], net.ReceivedBy(1));
        });
    }

    [Fact]
    public void Flood_publish_reaches_every_subscriber_at_once()
    {
        var net = new GossipNet();
        net.Hosts.Network.Latency = (_, _) => TimeSpan.FromMilliseconds(10);
        net.Run(async () =>
        {
            await net.AddAsync(options => options with { FloodPublish = true });
            for (int i = 1; i <= 20; i++)
            {
                await net.AddAsync();
                await net.ConnectAsync(i, 0);
            }

            await net.PassAsync(3);
            Assert.InRange(net.Routers[0].MeshOf(GossipNet.Topic).Count, 4, 8);
            await net.Routers[0].PublishAsync(GossipNet.Topic, new byte[] { 6 });
            await net.PassAsync(0.015);
            Assert.All(Enumerable.Range(1, 20), i => Assert.Single(net.ReceivedBy(i)));
        });
    }

    [Fact]
    public void Message_published_without_joining_goes_to_the_fanout()
    {
        var net = new GossipNet();
        net.Run(async () =>
        {
            var outside = await net.AddAsync(join: false);
            await net.AddAsync();
            await net.ConnectAsync(0, 1);
            await net.PassAsync(2);
            Assert.Equal(PublishOutcome.Published, await outside.PublishAsync(GossipNet.Topic, new byte[] { 7 }));
            Assert.Equal(PublishOutcome.Duplicate, await outside.PublishAsync(GossipNet.Topic, new byte[] { 7 }));
            await net.PassAsync(1);
            Assert.Equal([[7]], net.ReceivedBy(1));
            await net.PassAsync(120);
            Assert.Equal(PublishOutcome.Published, await outside.PublishAsync(GossipNet.Topic, new byte[] { 7 }));
        });
    }

    [Fact]
    public void Leaving_prunes_and_joining_again_grafts_after_the_back_off()
    {
        var net = new GossipNet();
        net.Run(async () =>
        {
            await net.AddAsync();
            await net.AddAsync();
            await net.ConnectAsync(0, 1);
            await net.PassAsync(3);
            Assert.Single(net.Routers[1].MeshOf(GossipNet.Topic));
            net.Routers[0].Leave(GossipNet.Topic);
            await net.PassAsync(1);
            Assert.Empty(net.Routers[1].MeshOf(GossipNet.Topic));
            Assert.Empty(net.Routers[1].SubscribersOf(GossipNet.Topic));
            net.Join(0, GossipNet.Topic);
            await net.PassAsync(5);
            Assert.Empty(net.Routers[1].MeshOf(GossipNet.Topic));
            await net.PassAsync(60);
            Assert.Single(net.Routers[1].MeshOf(GossipNet.Topic));
        });
    }

    [Fact]
    public void Direct_peers_are_connected_and_sent_to_without_a_mesh()
    {
        var net = new GossipNet();
        net.Run(async () =>
        {
            var first = await net.AddAsync();
            var address = SimulatedHosts.AddressOf(net.Hosts.Hosts[0]);
            await net.AddAsync(options => options with { DirectPeers = [address] });
            await net.PassAsync(35);
            Assert.Equal(ConnectionState.Connected, net.Hosts.Hosts[1].StateOf(address.Id));
            Assert.Empty(net.Routers[1].MeshOf(GossipNet.Topic));
            Assert.True(net.Hosts.Hosts[1].Tags.IsProtected(address.Id));
            await net.Routers[1].PublishAsync(GossipNet.Topic, new byte[] { 8 });
            await net.PassAsync(1);
            Assert.Equal([[8]], net.ReceivedBy(0));
            Assert.NotEmpty(first.Peers);
        });
    }

    [Fact]
    public void Pruned_peers_are_told_of_others_and_connect_to_them()
    {
        var net = new GossipNet();
        net.Run(async () =>
        {
            // Everyone believes the hub, whose mesh is empty by its degrees, as a bootnode's is.
            var hub = await net.AddAsync(options => options with
            {
                PeerExchange = true, Degree = 0, DegreeLow = 0, DegreeHigh = 0, DegreeOut = 0, DegreeScore = 0, DegreeLazy = 64,
            });
            var hubId = net.Hosts.Hosts[0].Id;
            for (int i = 1; i <= 10; i++)
            {
                await net.AddAsync(options => options with
                {
                    Score = new ScoreOptions { ApplicationScore = peer => peer == hubId ? 10000 : 0, AcceptExchangeThreshold = 1000 },
                });
                await net.ConnectAsync(i, 0);
            }

            await net.PassAsync(150);
            Assert.Empty(hub.MeshOf(GossipNet.Topic));
            Assert.All(Enumerable.Range(1, 10), i => Assert.True(net.Hosts.Hosts[i].PeerCount >= 4, $"host {i} knows {net.Hosts.Hosts[i].PeerCount} peers"));
        });
    }
}
