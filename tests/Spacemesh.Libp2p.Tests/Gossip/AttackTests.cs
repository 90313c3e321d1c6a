using Spacemesh.Libp2p.Gossip;
using Spacemesh.Libp2p.Hosting;
using Spacemesh.Libp2p.Identity;
using Spacemesh.Libp2p.Tests.Vectors;
using Spacemesh.Libp2p.Transports;

namespace Spacemesh.Libp2p.Tests.Gossip;

/// <summary>Routers with the network's parameters against peers that misbehave.</summary>
public sealed class AttackTests
{
    /// <summary>A peer that speaks the protocol by hand.</summary>
    private sealed class RawPeer(Host host)
    {
        public List<GossipRpc> Received { get; } = [];

        public P2pStream Stream { get; private set; } = null!;

        public async Task ConnectAsync(Host target)
        {
            host.Handle(GossipProtocols.V12, async (stream, closing) =>
            {
                while (await stream.ReadFrameAsync(4 << 20, closing) is { } frame)
                    Received.Add(RpcCodec.Decode(frame, target.Id)!);
            });
            await (await host.ConnectAsync(SimulatedHosts.AddressOf(target))).Identified;
            Stream = await host.OpenStreamAsync(target.Id, [GossipProtocols.V12]);
            var hello = new GossipRpc();
            hello.Subscriptions.Add((true, GossipNet.Topic));
            await SendAsync(hello);
        }

        public ValueTask SendAsync(GossipRpc rpc) => Stream.WriteAsync(RpcCodec.Encode(rpc).ToFrame());

        public ValueTask PublishAsync(params byte[] data)
        {
            var rpc = new GossipRpc();
            rpc.Messages.Add(new GossipMessage(GossipNet.Topic, data, host.Id));
            return SendAsync(rpc);
        }

        public ValueTask GraftAsync()
        {
            var rpc = new GossipRpc();
            rpc.NeedControl().Graft.Add(GossipNet.Topic);
            return SendAsync(rpc);
        }

        public ValueTask PruneAsync()
        {
            var rpc = new GossipRpc();
            rpc.NeedControl().Prune.Add(new PruneNotice(GossipNet.Topic, 60, []));
            return SendAsync(rpc);
        }
    }

    private static GossipOptions Spacemesh(GossipOptions options) => options with { Score = SpacemeshGossip.Score([]) };

    private static GossipVerdict Judge(GossipMessage message) => message.Data.Span[0] == 0xee ? GossipVerdict.Reject : GossipVerdict.Accept;

    [Fact]
    public void Invalid_messages_lower_the_score_until_the_peer_is_not_heard_and_it_recovers_by_decay()
    {
        var net = new GossipNet();
        net.Run(async () =>
        {
            var router = await net.AddAsync(Spacemesh, Judge);
            var attacker = new RawPeer(await net.Hosts.AddAsync());
            await attacker.ConnectAsync(net.Hosts.Hosts[0]);
            var id = net.Hosts.Hosts[1].Id;
            await net.PassAsync(0.01);
            for (byte i = 1; i <= 6; i++)
            {
                await attacker.PublishAsync(0xee, i);
                await net.PassAsync(0.01);
                Assert.Equal(-100.0 * i * i, router.ScoreOf(id), 1.0);
            }

            Assert.True(router.ScoreOf(id) < -2500);
            await attacker.PublishAsync(1, 1);
            await net.PassAsync(1);
            Assert.Empty(net.ReceivedBy(0));
            double before = router.CountersOf(id)!.Topics[GossipNet.Topic].InvalidMessageDeliveries;
            await net.PassAsync(3600);
            Assert.Equal(0.01 * before, router.CountersOf(id)!.Topics[GossipNet.Topic].InvalidMessageDeliveries, 0.001);
            await attacker.PublishAsync(1, 2);
            await net.PassAsync(1);
            Assert.Equal([[1, 2]], net.ReceivedBy(0));
        });
    }

    [Fact]
    public void Graft_flood_after_a_prune_is_answered_by_prunes_and_punished()
    {
        var net = new GossipNet();
        net.Run(async () =>
        {
            var router = await net.AddAsync(Spacemesh, Judge);
            var attacker = new RawPeer(await net.Hosts.AddAsync());
            await attacker.ConnectAsync(net.Hosts.Hosts[0]);
            var id = net.Hosts.Hosts[1].Id;
            await net.PassAsync(2);
            Assert.Contains(id, router.MeshOf(GossipNet.Topic));
            await attacker.PruneAsync();
            await net.PassAsync(0.1);
            for (int i = 0; i < 20; i++)
                await attacker.GraftAsync();
            await net.PassAsync(0.1);
            Assert.DoesNotContain(id, router.MeshOf(GossipNet.Topic));
            // Two for each GRAFT within ten seconds of the PRUNE: after the eleventh the peer is below the graylist threshold and not heard.
            Assert.Equal(11, attacker.Received.Count(rpc => rpc.Control?.Prune.Count > 0));
            Assert.Equal(22, router.CountersOf(id)!.BehaviourPenalty, 0.1);
            Assert.Equal(-10.0 * 16 * 16, router.ScoreOf(id), 30.0);
        });
    }

    [Fact]
    public void Announcements_that_are_never_served_are_asked_for_within_limits_and_punished()
    {
        var net = new GossipNet();
        net.Run(async () =>
        {
            var router = await net.AddAsync(Spacemesh, Judge);
            var attacker = new RawPeer(await net.Hosts.AddAsync());
            await attacker.ConnectAsync(net.Hosts.Hosts[0]);
            var id = net.Hosts.Hosts[1].Id;
            await net.PassAsync(2.02);
            for (int i = 0; i < 50; i++)
            {
                var rpc = new GossipRpc();
                rpc.NeedControl().IHave.Add((GossipNet.Topic, [.. Enumerable.Range(0, 1000).Select(k =>
                {
                    byte[] fake = new byte[32];
                    net.Hosts.Random.Fill(fake);
                    return new MessageId(fake);
                })]));
                await attacker.SendAsync(rpc);
            }

            await net.PassAsync(0.05);
            var asked = attacker.Received.Where(rpc => rpc.Control is not null).SelectMany(rpc => rpc.Control!.IWant).ToList();
            Assert.Equal(5000, asked.Count);
            Assert.InRange(attacker.Received.Count(rpc => rpc.Control?.IWant.Count > 0), 5, 10);
            await net.PassAsync(7);
            Assert.InRange(router.CountersOf(id)!.BehaviourPenalty, 4, 11);
        });
    }

    [Fact]
    public void Node_with_eighty_percent_sybil_peers_still_receives_everything()
    {
        var net = new GossipNet(7);
        net.Run(async () =>
        {
            // Twenty honest routers in a mesh of their own; the victim is the last of them.
            for (int i = 0; i < 20; i++)
                await net.AddAsync(Spacemesh, Judge);
            for (int i = 0; i < 19; i++)
            {
                for (int k = 1; k <= 5; k++)
                    await net.ConnectAsync(i, (i + (k * 3)) % 19);
            }

            var victim = net.Hosts.Hosts[19];
            for (int i = 0; i < 80; i++)
            {
                var sybil = new RawPeer(await net.Hosts.AddAsync());
                await sybil.ConnectAsync(victim);
                await sybil.GraftAsync();
            }

            // It dials some peers itself, as every node does.
            for (int i = 0; i < 6; i++)
                await net.ConnectAsync(19, i * 3);
            await net.PassAsync(10);
            var mesh = net.Routers[19].MeshOf(GossipNet.Topic);
            Assert.True(mesh.Count(id => net.Hosts.Hosts.Take(19).Any(host => host.Id == id)) >= 3);
            for (byte i = 0; i < 30; i++)
            {
                await net.Routers[i % 19].PublishAsync(GossipNet.Topic, new byte[] { 1, i });
                await net.PassAsync(1);
            }

            await net.PassAsync(5);
            Assert.Equal(30, net.ReceivedBy(19).Count);
        });
    }

    [Fact]
    public void Peer_that_left_comes_back_with_its_bad_score_and_without_its_good_one()
    {
        var net = new GossipNet();
        net.Run(async () =>
        {
            var router = await net.AddAsync(options => options with { Score = SpacemeshGossip.Score([]) with { RetainScore = TimeSpan.FromMinutes(30) } }, Judge);
            var host = net.Hosts.Hosts[0];
            var bad = new RawPeer(await net.Hosts.AddAsync());
            var good = new RawPeer(await net.Hosts.AddAsync());
            await bad.ConnectAsync(host);
            await good.ConnectAsync(host);
            await net.PassAsync(0.1);
            await bad.PublishAsync(0xee);
            await good.PublishAsync(1);
            await net.PassAsync(0.1);
            PeerId badId = net.Hosts.Hosts[1].Id, goodId = net.Hosts.Hosts[2].Id;
            Assert.Equal(-100, router.ScoreOf(badId), 1.0);
            Assert.True(router.ScoreOf(goodId) > 0);
            await host.ClosePeerAsync(badId);
            await host.ClosePeerAsync(goodId);
            await net.PassAsync(60);
            Assert.Equal(-100, router.ScoreOf(badId), 1.0);
            Assert.Equal(0, router.ScoreOf(goodId));
            await net.PassAsync(30 * 60);
            Assert.Null(router.CountersOf(badId));
        });
    }
}
