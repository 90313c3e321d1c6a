using Spacemesh.Beacons;
using Spacemesh.Primitives;

namespace Spacemesh.Services.Consensus.Tests.Beacons;

/// <summary>One beacon an epoch among honest nodes, whatever up to a third of the weight does.</summary>
public sealed class AgreementTests
{
    private const int Seeds = 6;

    /// <summary>A longer search, for what happens less often.</summary>
    private const int ManySeeds = 40;

    /// <summary>Enough rounds for the coin to settle what is split.</summary>
    private static readonly BeaconOptions ManyRounds = BeaconTestNetwork.Fast with { Rounds = 12 };

    [Theory]
    [InlineData(1, 0)]
    [InlineData(10, 0)]
    [InlineData(50, 8)]
    public void Honest_nodes_agree_on_a_beacon_of_every_epoch(int nodes, int degree)
    {
        using var network = new BeaconTestNetwork(seed: (ulong)nodes, nodes, degree: degree);
        network.RunToEnd();
        Assert.Empty(network.Failures);
        Assert.True(network.Agreed());
        Assert.NotEqual(network.BeaconsOf(new EpochId(3))[0], network.BeaconsOf(new EpochId(4))[0]);
        Assert.All(network.Nodes, node => Assert.Equal([new EpochId(3), new EpochId(4)], node.Announced.Select(item => item.Epoch)));
        Assert.All(network.Nodes, node => Assert.Equal(node.BeaconOf(new EpochId(4)), node.State.Beacons.Find(new EpochId(4))));
    }

    [Theory]
    [InlineData(5, 7, 1)]
    [InlineData(5, 2, 4)]
    public void Nodes_without_smeshers_learn_the_beacon_of_those_with_several(int nodes, int identities, int watchers)
    {
        using var network = new BeaconTestNetwork(seed: 5, nodes, identities: identities, watchers: watchers);
        network.RunToEnd();
        Assert.Empty(network.Failures);
        Assert.True(network.Agreed());
    }

    /// <summary>The twin of the tests without messages that contradict each other: nobody hears of others' proposals.</summary>
    [Fact]
    public void Nodes_that_do_not_hear_of_proposals_disagree()
    {
        using var network = new BeaconTestNetwork(seed: 10, nodes: 10);
        network.LoseProposals();
        network.RunToEnd();
        Assert.False(network.Agreed());
    }

    /// <summary>The twin of the partition: halves instead of a third, and nobody heals them.</summary>
    [Fact]
    public void Halves_that_never_hear_each_other_disagree()
    {
        using var network = new BeaconTestNetwork(seed: 10, nodes: 10);
        network.RunInHalves();
        Assert.False(network.Agreed());
        Assert.DoesNotContain(null, network.BeaconsOf(new EpochId(3)));
    }

    [Theory]
    [InlineData(Fault.Silent, 10, 3)]
    [InlineData(Fault.Silent, 50, 16)]
    [InlineData(Fault.Partitioned, 10, 3)]
    [InlineData(Fault.Partitioned, 50, 16)]
    [InlineData(Fault.Skewed, 10, 3)]
    [InlineData(Fault.Equivocating, 10, 3)]
    [InlineData(Fault.Equivocating, 50, 16)]
    [InlineData(Fault.Late, 10, 3)]
    [InlineData(Fault.Late, 50, 16)]
    [InlineData(Fault.Silent | Fault.Skewed | Fault.Late | Fault.Partitioned, 10, 3)]
    [InlineData(Fault.Silent | Fault.Skewed | Fault.Late | Fault.Partitioned | Fault.Equivocating, 10, 3)]
    [InlineData(Fault.Silent | Fault.Skewed | Fault.Late | Fault.Partitioned | Fault.Equivocating, 50, 16)]
    public void Honest_nodes_agree_while_a_third_of_the_weight_is_faulty(Fault faults, int nodes, int faulty)
    {
        for (ulong seed = 1; seed <= (nodes > 10 ? 1ul : Seeds); seed++)
        {
            using var network = new BeaconTestNetwork(seed, nodes, faulty, faults, ManyRounds, degree: nodes > 10 ? 8 : 0);
            network.RunToEnd(faults);
            Assert.True(network.Agreed(), $"seed {seed}: {string.Join(' ', network.BeaconsOf(new EpochId(3)))} / {string.Join(' ', network.BeaconsOf(new EpochId(4)))}");
        }
    }

    /// <summary>The twins: where the first votes alone decide, without later rounds and a coin, honest nodes come to different beacons.</summary>
    [Theory]
    [InlineData(Fault.Equivocating)]
    [InlineData(Fault.Late)]
    public void Without_later_rounds_honest_nodes_disagree(Fault fault) => Assert.Contains(Enumerable.Range(1, ManySeeds), seed =>
    {
        var options = BeaconTestNetwork.Fast with { Rounds = 1, Theta = new Rational(1, 2) };
        using var network = new BeaconTestNetwork((ulong)seed, nodes: 10, faulty: 3, fault, options);
        network.RunToEnd(fault);
        return !network.Agreed();
    });

    /// <summary>The twin: clocks that are rounds apart.</summary>
    [Fact]
    public void Nodes_with_slightly_different_clocks_agree_and_with_very_different_ones_do_not()
    {
        for (ulong seed = 1; seed <= Seeds; seed++)
        {
            using var network = new BeaconTestNetwork(seed, nodes: 10, skewOfAll: TimeSpan.FromMilliseconds(300));
            network.RunToEnd();
            Assert.True(network.Agreed());
        }

        Assert.Contains(Enumerable.Range(1, Seeds), seed =>
        {
            using var network = new BeaconTestNetwork((ulong)seed, nodes: 10, skewOfAll: TimeSpan.FromSeconds(20));
            network.RunToEnd();
            return !network.Agreed();
        });
    }
}
