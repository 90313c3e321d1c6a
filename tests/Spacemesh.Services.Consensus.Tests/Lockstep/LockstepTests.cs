using Spacemesh.Services.Consensus.Lockstep;

namespace Spacemesh.Services.Consensus.Tests.Lockstep;

/// <summary>
/// A few seeds of the campaign of docs/simulation.md, and its proof of worth: nodes with a defect are found out.
/// </summary>
public sealed class LockstepTests
{
    [Theory]
    [InlineData(10, 1000, 30)]
    [InlineData(1, 2000, 5)]
    [InlineData(50, 3000, 1)]
    public void Smeshers_keep_every_invariant_while_a_third_of_the_weight_fails_or_lies(int nodes, int first, int count)
    {
        for (int i = 0; i < count; i++)
        {
            var outcome = LockstepRun.Of(LockstepPlan.Draw((ulong)(first + i), nodes));
            Assert.True(outcome.Violations.Count == 0, $"seed {first + i}: {string.Join('\n', outcome.Violations)}");
            Assert.True(nodes == 1 || outcome.Messages > 0);
        }
    }

    [Theory]
    [InlineData(5ul)]
    [InlineData(12ul)]
    public void A_seed_replays_identically_twice(ulong seed)
    {
        var first = LockstepRun.Of(LockstepPlan.Draw(seed));
        var second = LockstepRun.Of(LockstepPlan.Draw(seed));
        Assert.Equal(first.Digest, second.Digest);
        Assert.NotEqual(first.Digest, LockstepRun.Of(LockstepPlan.Draw(seed + 1)).Digest);
    }

    [Fact]
    public void The_verdict_cache_changes_nothing()
    {
        var plan = LockstepPlan.Draw(21);
        Assert.True(plan.VerdictCache);
        Assert.Equal(LockstepRun.Of(plan).Digest, LockstepRun.Of(plan with { VerdictCache = false }).Digest);
    }

    /// <summary>The twin that takes every signature and every claim of seats for true.</summary>
    [Fact]
    public void Nodes_that_check_nothing_are_found_to_disagree_to_output_inventions_and_to_convict_the_honest()
    {
        var found = Found(Twin.TrustsChecks, first: 1, count: 4);
        Assert.Contains(ViolationKind.Disagreement, found);
        Assert.Contains(ViolationKind.InvalidOutput, found);
        Assert.Contains(ViolationKind.FalseEvidence, found);
        Assert.Contains(ViolationKind.ConflictingCertificates, found);
        Assert.Contains(ViolationKind.InvalidCertificate, found);
    }

    [Fact]
    public void Nodes_that_throw_evidence_away_are_found() =>
        Assert.Equal([ViolationKind.MissingEvidence], Found(Twin.DropsEvidence, first: 1, count: 2));

    [Fact]
    public void Nodes_that_keep_their_notify_messages_are_found_to_make_no_progress()
    {
        var found = Found(Twin.NeverNotifies, first: 1, count: 1);
        Assert.Contains(ViolationKind.NoProgress, found);
        Assert.Contains(ViolationKind.Unheard, found);
    }

    /// <summary>
    /// A liar's 15 seats are on a proposal's side with three nodes and not with four, which decides: the protocol counts the first message of
    /// each smesher only. That is told, and is nobody's fault.
    /// </summary>
    [Fact]
    public void A_layer_that_hangs_on_seats_of_the_faulty_is_void()
    {
        var outcome = LockstepRun.Of(LockstepPlan.Draw(1987));
        Assert.Empty(outcome.Violations);
        var (layer, gap) = Assert.Single(outcome.Void);
        Assert.Equal(LockstepPlan.First, layer);
        Assert.StartsWith("15 seats of the faulty decide about 659c2c2abe in Preround 0", gap, StringComparison.Ordinal);
    }

    [Fact]
    public void Silent_nodes_agree_on_nothing_and_faultless_ones_on_everything()
    {
        var plan = LockstepPlan.Draw(3, nodes: 10) with { Faults = [.. Enumerable.Repeat(Fault.None, 10)] };
        var silent = LockstepRun.Of(plan with { Faults = [.. Enumerable.Repeat(Fault.Silent, 10)] });
        Assert.Equal(0, silent.Agreed);
        Assert.Equal(0, silent.Certified);
        Assert.Empty(LockstepRun.Of(plan).Violations);
    }

    private static HashSet<ViolationKind> Found(Twin twin, ulong first, int count) =>
        [.. Enumerable.Range(0, count).SelectMany(i => LockstepRun.Of(LockstepPlan.Draw(first + (ulong)i, 10, twin)).Violations).Select(violation => violation.Kind)];
}
