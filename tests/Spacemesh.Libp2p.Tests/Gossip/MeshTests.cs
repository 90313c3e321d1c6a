using System.Net;

namespace Spacemesh.Libp2p.Tests.Gossip;

public sealed class MeshTests
{
    [Fact]
    public void Two_hundred_hosts_keep_bounded_meshes_and_deliver_with_thirty_percent_of_links_cut()
    {
        var net = new GossipNet();
        net.Hosts.Network.Latency = (from, to) => TimeSpan.FromMilliseconds(10 + ((LastByte(from) ^ LastByte(to)) & 63));
        net.Run(async () =>
        {
            for (int i = 0; i < 200; i++)
                await net.AddAsync();
            await net.ConnectRandomAsync(8);
            await net.PassAsync(10);
            Assert.All(net.Routers, router => Assert.InRange(router.MeshOf(GossipNet.Topic).Count, 4, 12));

            await net.Routers[0].PublishAsync(GossipNet.Topic, new byte[] { 1 });
            await net.PassAsync(2);
            Assert.All(Enumerable.Range(1, 199), i => Assert.Equal([[1]], net.ReceivedBy(i)));

            var random = net.Hosts.Random.Fork("cut");
            int cut = net.Hosts.Network.Cut((_, _) => random.NextDouble() < 0.3);
            Assert.InRange(cut, 300, 700);
            await net.Routers[7].PublishAsync(GossipNet.Topic, new byte[] { 2 });
            await net.PassAsync(5);
            int late = Enumerable.Range(0, 200).Count(i => !net.ReceivedBy(i).Any(data => data[0] == 2));
            Assert.True(late == 0, $"{late} of 200 did not receive the message after the cut");
        });
    }

    private static int LastByte(IPAddress address) => address.GetAddressBytes()[^1];
}
