namespace Spacemesh.Hare.Tests;

/// <summary>What the machine must keep whatever a third of the seats does.</summary>
public sealed class AgreementTests
{
    private const int Honest = 7;
    private const int Adversaries = 3;
    private const uint Majority = ((Honest + Adversaries) / 2) + 1;
    private const int Seeds = 300;

    [Fact]
    public void Honest_nodes_agree_on_proposals_that_some_of_them_brought()
    {
        int agreed = 0;
        for (int seed = 0; seed < Seeds; seed++)
        {
            var network = new AdversarialNetwork(seed, Honest, Adversaries, Majority);
            network.Run();
            Assert.True(network.Results.Distinct().Count() <= 1, $"seed {seed}: two results");
            Assert.All(network.Results, result => Assert.Subset(network.Known, result.ToHashSet()));
            agreed += network.Results.Any() ? 1 : 0;
        }

        Assert.True(agreed > Seeds / 2, $"only {agreed} of {Seeds} sessions agreed on anything");
    }

    /// <summary>The twin: with a threshold that the adversary reaches alone the test above has something to find.</summary>
    [Fact]
    public void Without_a_majority_threshold_honest_nodes_disagree()
    {
        bool disagreed = false;
        for (int seed = 0; seed < Seeds && !disagreed; seed++)
        {
            var network = new AdversarialNetwork(seed, Honest, Adversaries, Adversaries);
            network.Run();
            disagreed = network.Results.Distinct().Count() > 1;
        }

        Assert.True(disagreed);
    }

    [Fact]
    public void Without_adversaries_every_node_outputs_the_same_in_the_first_iteration_with_one_coin()
    {
        for (int seed = 0; seed < 50; seed++)
        {
            var network = new AdversarialNetwork(seed, Honest, adversaries: 0, (Honest / 2) + 1);
            network.Run();
            Assert.Equal(Honest, network.Results.Count());
            Assert.Single(network.Results.Distinct());
            Assert.Single(network.Coins.Distinct());
            Assert.NotNull(network.Coins[0]);
        }
    }
}
