using Spacemesh.Mesh.Campaign;
using Spacemesh.Mesh.Campaign.Scenarios;
using Spacemesh.Mesh.Campaign.World;

namespace Spacemesh.Services.Mesh.Tests;

/// <summary>Short histories of every scenario; docs/simulation.md has the long ones.</summary>
public sealed class CampaignTests
{
    private const int Layers = 150;
    private const ulong Seed = 20_000;

    public static TheoryData<string> Names() => [.. ScenarioCatalogue.All.Select(scenario => scenario.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Scenario_keeps_its_claims(string name)
    {
        var scenario = ScenarioCatalogue.All.Single(scenario => scenario.Name == name);
        var run = CampaignRun.Play(scenario, Seed, Layers);
        Assert.True(run.Agreements > 0 || scenario.TwinRestarts > 0, "nothing was compared");
    }

    [Fact]
    public void Same_seed_gives_the_same_history()
    {
        var scenario = ScenarioCatalogue.All.Single(scenario => scenario.Name == "half-heard");
        var first = new List<string>();
        var second = new List<string>();
        CampaignRun.Play(scenario, Seed, 60, first.Add);
        CampaignRun.Play(scenario, Seed, 60, second.Add);
        Assert.Equal(first, second);
    }

    [Fact]
    public void Majority_against_everything_is_found_to_break_agreement()
    {
        var broken = ScenarioCatalogue.All.Single(scenario => scenario.Name == "third") with { Options = new WorldOptions { Honest = 10, Adversaries = 15, LayerSize = 25 } };
        Assert.Throws<CampaignViolation>(() => CampaignRun.Play(broken, Seed, Layers));
    }

    [Fact]
    public void Half_heard_outputs_are_found_to_change_verified_layers()
    {
        var broken = ScenarioCatalogue.All.Single(scenario => scenario.Name == "half-heard") with { Safe = true };
        Assert.Contains(
            Enumerable.Range(0, 10),
            seed => Record.Exception(() => CampaignRun.Play(broken, Seed + (ulong)seed, Layers)) is CampaignViolation { Message: var what } && what.Contains("changed layers", StringComparison.Ordinal));
    }
}
