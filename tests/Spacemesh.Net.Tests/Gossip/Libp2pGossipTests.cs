using Spacemesh.Libp2p.Hosting;
using Spacemesh.Net.Hosting;
using Spacemesh.Net.Tests.Hosting;
using Spacemesh.Ports.Network;
using Spacemesh.Primitives;

namespace Spacemesh.Net.Tests.Gossip;

public sealed class Libp2pGossipTests
{
    private const string Topic = "pp1";

    private readonly SimulatedPeers _peers = new();

    [Fact]
    public void Publish_accepted_reachesEveryoneOnceWithItsSender() => _peers.Run(async () =>
    {
        var heard = new List<(int Node, PeerId From, byte[] Message)>();
        var nodes = await LineAsync(3, (node, from, message) =>
        {
            heard.Add((node, from, message.ToArray()));
            return Verdict.Accept;
        });
        await nodes[0].Gossip.PublishAsync(Topic, new byte[] { 1, 2, 3 });
        await Task.Delay(TimeSpan.FromSeconds(3), _peers.Time);
        Assert.Equal([0, 1, 2], heard.Select(entry => entry.Node));
        Assert.All(heard, entry => Assert.Equal([1, 2, 3], entry.Message));
        Assert.True(heard[0].From.IsNone);
        Assert.Equal(nodes[0].Host.Id.ToString(), heard[1].From.Text);
        Assert.Equal(nodes[1].Host.Id.ToString(), heard[2].From.Text);

        // The same again is silently not sent: it was seen.
        await nodes[0].Gossip.PublishAsync(Topic, new byte[] { 1, 2, 3 });
        await Task.Delay(TimeSpan.FromSeconds(3), _peers.Time);
        Assert.Equal(3, heard.Count);
    });

    [Fact]
    public void Publish_refusedByTheOwnHandler_tellsThePublisherWhyAndIsNotSent() => _peers.Run(async () =>
    {
        int heard = 0;
        var nodes = await LineAsync(2, (node, _, _) =>
        {
            if (node == 0)
                return Verdict.Ignore("not synced for gossip");
            heard++;
            return Verdict.Accept;
        });
        var refusal = await Assert.ThrowsAsync<GossipRefusedException>(() => nodes[0].Gossip.PublishAsync(Topic, new byte[] { 1 }));
        Assert.Equal("not synced for gossip", refusal.Verdict.Reason);
        var unknown = await Assert.ThrowsAsync<GossipRefusedException>(() => nodes[0].Gossip.PublishAsync("nobody's", new byte[] { 1 }));
        Assert.True(unknown.Verdict.IsIgnore);
        await Task.Delay(TimeSpan.FromSeconds(3), _peers.Time);
        Assert.Equal(0, heard);
    });

    [Fact]
    public void Judge_rejects_disconnectsTheSenderAndScoresIt() => _peers.Run(async () =>
    {
        var heard = new List<int>();
        var nodes = await LineAsync(3, (node, from, _) =>
        {
            heard.Add(node);
            return node == 1 && !from.IsNone ? Verdict.Reject("malformed") : Verdict.Accept;
        });
        await nodes[0].Gossip.PublishAsync(Topic, new byte[20]);
        await Task.Delay(TimeSpan.FromSeconds(3), _peers.Time);
        Assert.Equal([0, 1], heard);
        Assert.Equal(ConnectionState.NotConnected, nodes[1].Host.StateOf(nodes[0].Host.Id));
        Assert.Equal(ConnectionState.Connected, nodes[1].Host.StateOf(nodes[2].Host.Id));
        Assert.Equal(1, nodes[1].Gossip.DroppedPeers);

        // No ban: it may come back, its score is kept.
        await _peers.ConnectAsync(nodes[0], nodes[1]);
        Assert.Equal(ConnectionState.Connected, nodes[1].Host.StateOf(nodes[0].Host.Id));
        Assert.InRange(nodes[1].Router!.ScoreOf(nodes[0].Host.Id), -101, -95);
    });

    [Fact]
    public void Judge_ignoresOrThrows_keepsTheConnection() => _peers.Run(async () =>
    {
        var heard = new List<(int Node, byte First)>();
        var nodes = await LineAsync(3, (node, from, message) =>
        {
            heard.Add((node, message.Span[0]));
            if (node != 1 || from.IsNone)
                return Verdict.Accept;
            return message.Span[0] == 1 ? Verdict.Ignore("later") : throw new InvalidOperationException("a bug");
        });
        await nodes[0].Gossip.PublishAsync(Topic, new byte[] { 1 });
        await nodes[0].Gossip.PublishAsync(Topic, new byte[] { 2 });
        await Task.Delay(TimeSpan.FromSeconds(3), _peers.Time);
        Assert.Equal(["0: 1", "0: 2", "1: 1", "1: 2"], heard.Select(entry => $"{entry.Node}: {entry.First}").Order(StringComparer.Ordinal));
        Assert.Equal(ConnectionState.Connected, nodes[1].Host.StateOf(nodes[0].Host.Id));
        Assert.Equal(0, nodes[1].Gossip.DroppedPeers);
    });

    [Fact]
    public void Subscribe_concurrencyOne_judgesOneAtATimeInOrder() => _peers.Run(async () =>
    {
        var sender = await _peers.StartAsync();
        var receiver = await _peers.StartAsync();
        var heard = new List<byte>();
        int running = 0;
        using var own = sender.Gossip.Subscribe(Topic, (_, _, _) => ValueTask.FromResult(Verdict.Accept));
        using var judged = receiver.Gossip.Subscribe(Topic, async (_, message, token) =>
        {
            Assert.Equal(1, ++running);
            // Later messages are quicker to judge, and still wait for their turn.
            await Task.Delay(TimeSpan.FromMilliseconds(100 - message.Span[0]), _peers.Time, token);
            heard.Add(message.Span[0]);
            running--;
            return Verdict.Accept;
        });
        await _peers.ConnectAsync(sender, receiver);
        await Task.Delay(TimeSpan.FromSeconds(2), _peers.Time);
        for (byte i = 0; i < 50; i++)
            await sender.Gossip.PublishAsync(Topic, new[] { i });
        await Task.Delay(TimeSpan.FromSeconds(10), _peers.Time);
        Assert.Equal(Enumerable.Range(0, 50).Select(i => (byte)i), heard);
    });

    [Fact]
    public void Subscribe_concurrencyMany_judgesBesideEachOtherUpToIt() => _peers.Run(async () =>
    {
        var sender = await _peers.StartAsync();
        var receiver = await _peers.StartAsync();
        int running = 0, most = 0;
        using var own = sender.Gossip.Subscribe(Topic, (_, _, _) => ValueTask.FromResult(Verdict.Accept));
        using var judged = receiver.Gossip.Subscribe(
            Topic,
            async (_, _, token) =>
            {
                most = Math.Max(most, ++running);
                await Task.Delay(TimeSpan.FromSeconds(1), _peers.Time, token);
                running--;
                return Verdict.Accept;
            },
            concurrency: 7);
        await _peers.ConnectAsync(sender, receiver);
        await Task.Delay(TimeSpan.FromSeconds(2), _peers.Time);
        for (byte i = 0; i < 50; i++)
            await sender.Gossip.PublishAsync(Topic, new[] { i });
        await Task.Delay(TimeSpan.FromSeconds(20), _peers.Time);
        Assert.Equal(7, most);
        Assert.Equal(0, running);
    });

    [Fact]
    public void Dispose_subscription_leavesTheTopic() => _peers.Run(async () =>
    {
        var nodes = await LineAsync(2, (_, _, _) => Verdict.Accept);
        var other = nodes[1].Gossip.Subscribe("tx1", (_, _, _) => ValueTask.FromResult(Verdict.Accept));
        await Task.Delay(TimeSpan.FromSeconds(1), _peers.Time);
        Assert.Contains(nodes[1].Host.Id, nodes[0].Router!.SubscribersOf("tx1"));
        other.Dispose();
        await Task.Delay(TimeSpan.FromSeconds(1), _peers.Time);
        Assert.DoesNotContain(nodes[1].Host.Id, nodes[0].Router!.SubscribersOf("tx1"));
        await Assert.ThrowsAsync<GossipRefusedException>(() => nodes[1].Gossip.PublishAsync("tx1", new byte[] { 1 }));
    });

    [Fact]
    public void Gossip_switchedOff_refusesToPublish() => _peers.Run(async () =>
    {
        var alone = await _peers.StartAsync(options => options with { Gossip = false });
        using var subscription = alone.Gossip.Subscribe(Topic, (_, _, _) => ValueTask.FromResult(Verdict.Accept));
        await Assert.ThrowsAsync<GossipRefusedException>(() => alone.Gossip.PublishAsync(Topic, new byte[] { 1 }));
        Assert.DoesNotContain(alone.Host.Protocols, protocol => protocol.StartsWith("/meshsub", StringComparison.Ordinal));
    });

    [Fact]
    public void DirectPeers_areAlwaysReconnectedAndServed() => _peers.Run(async () =>
    {
        int heard = 0;
        var first = _peers.Add(options => options with { DirectPeers = [SimulatedPeers.Address(1)] });
        var second = _peers.Add(options => options with { DirectPeers = [SimulatedPeers.Address(0)] });
        using var one = first.Gossip.Subscribe(Topic, (_, _, _) => ValueTask.FromResult(Verdict.Accept));
        using var two = second.Gossip.Subscribe(Topic, (_, _, _) =>
        {
            heard++;
            return ValueTask.FromResult(Verdict.Accept);
        });
        await first.StartAsync();
        await second.StartAsync();
        await _peers.UntilAsync(() => first.View.PeerCount == 1, TimeSpan.FromSeconds(40));
        await Task.Delay(TimeSpan.FromSeconds(2), _peers.Time);
        await first.Gossip.PublishAsync(Topic, new byte[] { 1 });
        await Task.Delay(TimeSpan.FromSeconds(2), _peers.Time);
        Assert.Equal(1, heard);
        Assert.Equal(["direct"], Assert.Single(first.View.Peers()).Tags);
        _peers.Network.Cut((_, _) => true);
        await first.Host.ClosePeerAsync(second.Host.Id);
        await _peers.UntilAsync(() => first.View.PeerCount == 1, TimeSpan.FromMinutes(6));
    });

    /// <summary>Nodes of which each is connected with the next, on one topic, with meshes.</summary>
    private async Task<List<PeerNetwork>> LineAsync(int count, Func<int, PeerId, ReadOnlyMemory<byte>, Verdict> judge)
    {
        var nodes = new List<PeerNetwork>();
        for (int i = 0; i < count; i++)
        {
            int index = i;
            var node = _peers.Add();
            node.Gossip.Subscribe(Topic, (from, message, _) => ValueTask.FromResult(judge(index, from, message)));
            await node.StartAsync();
            nodes.Add(node);
        }

        for (int i = 1; i < count; i++)
            await _peers.ConnectAsync(nodes[i - 1], nodes[i]);
        await Task.Delay(TimeSpan.FromSeconds(3), _peers.Time);
        return nodes;
    }
}
