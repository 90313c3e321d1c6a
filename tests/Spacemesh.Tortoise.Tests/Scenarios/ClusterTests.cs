using Spacemesh.Primitives;
using Spacemesh.Wire.Ballots;

namespace Spacemesh.Tortoise.Tests.Scenarios;

/// <summary>The rows of the chapter's table of scenarios (spec 06 §10) with more than one node.</summary>
public sealed class ClusterTests
{
    [Fact]
    public void Lost_ballots_hold_nobody_up()
    {
        var cluster = new ScenarioCluster(ScenarioMesh.Defaults, nodes: 50, weight: 20, height: 3);
        for (int i = 0; i < 20; i++)
        {
            cluster.Next(loss: 0.05);
            Assert.All(cluster.Machines, machine => Assert.Equal(cluster.Last - 1, machine.LatestVerified.Value));
        }
    }

    [Fact]
    public void Partitions_merge_with_the_blocks_of_both()
    {
        var options = ScenarioMesh.Defaults with { Hdist = 3, Zdist = 3, BadBeaconVoteDelayLayers = 4 };
        var cluster = new ScenarioCluster(options, nodes: 8, weight: 100, height: 10);
        for (int i = 0; i < 4; i++)
            cluster.Next();
        List<Vote> apart = [];
        for (int i = 0; i < 4; i++)
            apart.AddRange(cluster.Next(groups: 2));
        cluster.Merge(2);
        Assert.All(cluster.Machines, machine => Assert.True(machine.LatestVerified.Value < cluster.Last - 1));
        for (int i = 0; i < 16; i++)
            cluster.Next();

        var opinions = new HashSet<Hash32>();
        foreach (var machine in cluster.Machines)
        {
            Assert.Equal(cluster.Last - 1, machine.LatestVerified.Value);
            var results = machine.Updates().ToDictionary(result => result.Layer);
            Assert.All(apart, block => Assert.Contains(results[block.LayerId].Blocks, result => result.Header == block && result.Valid));
            opinions.Add(results[new LayerId(cluster.Last)].Opinion);
        }

        Assert.Single(opinions);
    }
}
