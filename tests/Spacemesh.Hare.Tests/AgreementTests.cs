using Spacemesh.Wire.Hare;

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

    /// <summary>
    /// Known and kept, because every node has to do the same (spec 05 §5.5): of a smesher that says two things only the first counts, so that its
    /// seats can be on a proposal's side with one node and not with another, whatever grade is asked for. Where they decide, agreement may fail.
    /// </summary>
    [Fact]
    public void Seats_of_an_equivocator_count_for_what_came_first_and_so_differ_from_node_to_node()
    {
        var preround = new IterRound(0, HareRound.Preround);
        var honest = Say(1, "ab", seats: 7);
        var (first, second) = (Say(2, "ab", seats: 5), Say(2, "a", seats: 5));
        var (left, right) = (new HareGossip(threshold: 12, iterations: 4), new HareGossip(threshold: 12, iterations: 4));
        foreach (var message in new[] { honest, first, second })
            Assert.True(left.Receive(message, preround).Relay);
        foreach (var message in new[] { honest, second, first })
            Assert.True(right.Receive(message, preround).Relay);
        for (byte grade = 2; grade <= 5; grade++)
        {
            Assert.Equal(GivenIds.Proposals("ab"), left.Proposals(preround, grade));
            Assert.Equal(GivenIds.Proposals("a"), right.Proposals(preround, grade));
        }

        static HareInput Say(int sender, string letters, ushort seats)
        {
            var list = GivenIds.Proposals(letters);
            var eligibility = new HareEligibility(default, seats);
            var round = new IterRound(0, HareRound.Preround);
            var hash = new Hare3Body(default, round, new Hare3Value(list, null), eligibility).ComputeHash();
            return new HareInput(round, GivenIds.Sender($"{sender}"), new HareValue(list, null), eligibility, hash, default, HareInput.FullGrade, Malicious: false);
        }
    }
}
