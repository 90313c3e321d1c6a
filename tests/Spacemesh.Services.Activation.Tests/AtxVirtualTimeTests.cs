using Spacemesh.Ports.Network;
using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.Services.Activation.Tests.Support;
using Spacemesh.Storage.Memory;

namespace Spacemesh.Services.Activation.Tests;

/// <summary>The intakes stay on the scheduler of a simulation: it reports whatever leaves it.</summary>
public sealed class AtxVirtualTimeTests
{
    private static readonly GoldenFiles Golden = GoldenFiles.V1;

    [Fact]
    public void Followers_leaders_and_late_dependencies_run_on_virtual_time()
    {
        var scheduler = new VirtualScheduler();
        using var database = new MemoryStateDatabase();
        scheduler.Run(async () =>
        {
            var node = Golden.Node(database, poets: false);
            node.Fetcher.Answer = async (kind, ids, cancel) =>
            {
                await Task.Delay(TimeSpan.FromSeconds(1), scheduler.TimeProvider, cancel);
                foreach (var id in ids)
                {
                    var verdict = kind == ObjectKind.PoetProof
                        ? await node.Poets.ReceiveAsync(new ReceivedObject(id, ActivationNode.Peer, Golden.Network.Poets.Values.Single(poet => poet.Reference.Value == id.Value).Message), cancel)
                        : await node.Atxs.ReceiveAsync(new ReceivedObject(id, ActivationNode.Peer, Golden.Network.Atxs.Values.Single(atx => atx.Id == id).Blob), cancel);
                    Assert.True(verdict.IsAccept, verdict.ToString());
                }
            };
            byte[] blob = Golden.Network.Atxs["A3"].Blob;
            using var leaves = new CancellationTokenSource(TimeSpan.FromSeconds(1.5), scheduler.TimeProvider);
            using var stays = new CancellationTokenSource();
            var first = node.Atxs.ReceiveAsync(new ReceivedObject(null, ActivationNode.Peer, blob), leaves.Token).AsTask();
            var others = Enumerable.Range(0, 5).Select(_ => node.Atxs.ReceiveAsync(new ReceivedObject(null, ActivationNode.Peer, blob), stays.Token).AsTask()).ToList();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
            foreach (var other in others)
                Assert.True((await other).IsAccept);
        });
        Assert.Equal(4, database.Atxs.All().Count);
    }

    [Fact]
    public void Malfeasance_runs_on_virtual_time()
    {
        var scheduler = new VirtualScheduler();
        using var database = new MemoryStateDatabase();
        scheduler.Run(async () =>
        {
            var node = Golden.Node(database);
            using var gossip = new ActivationGossip(node.Ports, node.Options, node.Atxs, node.Proofs);
            await Golden.StoreAsync(node, "A1", "B1", "A2");
            var verdicts = new List<Verdict>();
            var deliveries = Enumerable.Range(0, 3).Select(async _ => verdicts.Add(await node.Gossip.DeliverAsync(GossipTopics.Atx, Golden.Network.Atxs["A2twin"].Blob)));
            await Task.WhenAll(deliveries);
            Assert.All(verdicts, verdict => Assert.True(verdict.IsIgnore));
            Assert.Single(node.Gossip.Published);
        });
        Assert.Single(database.MaliciousIdentities.All());
    }
}
