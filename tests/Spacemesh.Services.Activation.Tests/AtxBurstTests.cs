using Spacemesh.Ports.Network;
using Spacemesh.Post.Verification;
using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.Services.Activation.Tests.Support;
using Spacemesh.Storage.Memory;

namespace Spacemesh.Services.Activation.Tests;

/// <summary>Ten thousand ATXs at once, as at the begin of an epoch.</summary>
public sealed class AtxBurstTests
{
    private const int Burst = 10_000;
    private const int Bound = 500;

    [Fact]
    public async Task Burst_is_taken_in_within_the_bound_and_none_is_rejected()
    {
        using var synthetic = new SyntheticAtxs(Burst, scryptN: 2);
        var round = synthetic.Make(1, null);
        using var database = new MemoryStateDatabase();
        round.StorePoet(database);
        await using var pool = new WorkPool(new WorkPoolOptions { Parallelism = 2, QueueLength = 64 });
        var node = new ActivationNode(SyntheticAtxs.Network, database, synthetic.Config, synthetic.TickSize, new NodeSettings { MaxPending = Bound, Pool = pool });
        node.EnterEpoch(2);
        var intake = new AtxIntake(node.Ports with { Post = new ScriptedPost((_, _) => ProofVerdict.Valid) }, node.Options, node.Poets);
        int highest = 0;
        node.Fetcher.Answer = (_, _, _) =>
        {
            int pending = intake.Pending;
            while (Volatile.Read(ref highest) is var seen && pending > seen && Interlocked.CompareExchange(ref highest, pending, seen) != seen)
            {
            }

            return Task.CompletedTask;
        };

        var left = round.Atxs.ToList();
        while (left.Count > 0)
        {
            var verdicts = await Task.WhenAll(left.Select(atx => intake.ReceiveAsync(new ReceivedObject(null, ActivationNode.Peer, atx.Blob), CancellationToken.None).AsTask()));
            Assert.DoesNotContain(verdicts, verdict => verdict.IsReject);
            Assert.Contains(verdicts, verdict => verdict.IsAccept);
            // What was ignored comes again with another peer's gossip.
            left = [.. left.Where((_, index) => verdicts[index].IsIgnore)];
        }

        Assert.InRange(highest, 1, Bound);
        Assert.Equal(0, intake.Pending);
        Assert.Equal(Burst, database.Atxs.All().Count);
        Assert.Equal(Burst, node.Cache.Count(new EpochId(2)));
        Assert.Equal(Burst, node.Observer.Atxs.Distinct().Count());
    }
}
