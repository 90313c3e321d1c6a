using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.Simulation.Faults;
using Spacemesh.Simulation.Network;

namespace Spacemesh.Simulation.Tests;

public sealed class WholeNetworkTests
{
    [Fact]
    public void Network_withoutFaults_hasABlockInEveryLayerAndOneState()
    {
        using var network = new WholeNetwork(new SimulationOptions { Nodes = 4, Epochs = 4 });
        network.RunTo(network.End.Add(1));

        Assert.Empty(SimulationReview.Agreement(network, behind: 1));
        Assert.All(SimulationReview.Nodes(network), node =>
        {
            Assert.Equal(8, node.Blocks);
            Assert.True(node.Rewards > 0);
            Assert.Equal([new EpochId(1), new EpochId(2), new EpochId(3)], node.Published);
        });
    }

    [Fact]
    public void Layer_withoutABeaconForItsSeats_saysSoOnce()
    {
        using var network = new WholeNetwork(new SimulationOptions { Nodes = 2, Epochs = 4, Bootstraps = false });
        network.RunTo(network.End.Add(1));

        // The seats of the first layers of an epoch are drawn over the epoch before, here one without beacon.
        int layers = (int)network.Rules.Configuration["hare-eligibility"].U32("eligibility-confidence-param");
        Assert.All(network.Nodes, node => Assert.Equal(layers, node.Warnings["Warning HareService 4111 NoSeats"]));
    }

    /// <summary>A minority is cut off for more than an epoch, one node crashes and comes back, another one's ballots are late.</summary>
    private static readonly SimulationOptions Troubled = new()
    {
        Seed = 2,
        Nodes = 5,
        Epochs = 8,
        Faults =
        [
            new PlannedFault.Crash(new LayerId(12), 0.3, 0, new LayerId(14)),
            new PlannedFault.Partition(new LayerId(16), 0.6, [1], new LayerId(21)),
            new PlannedFault.BadLine(new LayerId(22), 0, 2, new LinkConditions { MinDelay = TimeSpan.FromSeconds(2), MaxDelay = TimeSpan.FromSeconds(25), Loss = 0.1 }, new LayerId(24)),
            new PlannedFault.Skew(new LayerId(22), 0, 3, TimeSpan.FromMilliseconds(400)),
        ],
    };

    [Fact]
    public void Network_withCrashPartitionAndLateBallots_endsWithOneState_andASeedHasOneTrace()
    {
        var first = Live(Troubled);
        Assert.Empty(first.Violations);
        Assert.All(first.Nodes, node => Assert.True(node.Blocks > 10, $"{node.Name} has {node.Blocks} blocks"));
        Assert.Equal(first.Digest, Live(Troubled).Digest);
    }

    [Fact]
    public void LateJoiner_catchesUpFromNothing()
    {
        var outcome = Live(new SimulationOptions { Nodes = 4, Epochs = 7, Faults = [new PlannedFault.LateJoin(new LayerId(14), 0.5, 3)] });
        Assert.Empty(outcome.Violations);
        // It smeshes in the end, too.
        Assert.NotEmpty(outcome.Nodes[3].Published);
    }

    [Fact]
    public void Liar_inTheFetchProtocols_doesNotKeepALateJoinerAway()
    {
        using var network = new WholeNetwork(new SimulationOptions { Nodes = 5, Epochs = 7, Faults = [new PlannedFault.LateJoin(new LayerId(14), 0.5, 4)] });
        // Its answers are cut short, flipped or not given at all.
        var random = new SeededRandom(9);
        network.Nodes[0].Place.LyingAnswers = (_, _, answer) => random.Next(3) switch
        {
            0 => null,
            1 => answer[..random.Next(answer.Length + 1)],
            _ => Flipped(answer, random),
        };
        network.RunTo(network.End.Add(1));
        Assert.Empty(SimulationReview.Agreement(network, behind: 2));
    }

    private static (IReadOnlyList<string> Violations, IReadOnlyList<NodeReport> Nodes, Hash32 Digest) Live(SimulationOptions options)
    {
        using var network = new WholeNetwork(options);
        network.RunTo(network.End.Add(1));
        return (SimulationReview.Agreement(network, behind: 2), SimulationReview.Nodes(network), network.Network.Trace.Digest);
    }

    private static ReadOnlyMemory<byte> Flipped(ReadOnlyMemory<byte> answer, SeededRandom random)
    {
        byte[] changed = answer.ToArray();
        if (changed.Length > 0)
            changed[random.Next(changed.Length)] ^= 1;
        return changed;
    }
}
