using Spacemesh.Primitives;

namespace Spacemesh.Tortoise.Tests.Scenarios;

/// <summary>The rows of the chapter's table of scenarios (spec 06 §10) on recovery from what is stored.</summary>
public sealed class RecoveryScenarioTests
{
    private const uint Genesis = ScenarioMesh.Genesis;

    [Fact]
    public void Fifty_layers()
    {
        using var mesh = new StoredMesh(1, ScenarioMesh.Defaults);
        var last = Run(mesh, 50);
        Assert.Equal(last.Value - 1, mesh.Recover(last).LatestVerified.Value);
    }

    [Fact]
    public void With_opinions_stored_the_last_layer_is_delivered_alone()
    {
        using var mesh = new StoredMesh(1, ScenarioMesh.Defaults);
        var last = Run(mesh, 10);
        var results = mesh.Machine.Updates();
        mesh.Store(results);
        AssertSame(results.TakeLast(1), mesh.Recover(last).Updates());
    }

    [Fact]
    public void With_half_of_the_opinions_stored_the_rest_is_delivered()
    {
        using var mesh = new StoredMesh(1, ScenarioMesh.Defaults);
        var last = Run(mesh, 10);
        var results = mesh.Machine.Updates();
        Assert.Equal(11, results.Count);
        mesh.Store(results.Take(results.Count / 2));
        var updates = mesh.Recover(last).Updates();
        Assert.Equal(last.Value - 5, updates[0].Layer.Value);
        AssertSame(results.TakeLast(6), updates);
    }

    [Fact]
    public void Inside_a_small_window()
    {
        using var mesh = new StoredMesh(1, ScenarioMesh.Defaults with { WindowSize = 10 });
        var last = Run(mesh, 20);
        var results = mesh.Machine.Updates();
        mesh.Store(results.Take(16));
        AssertSame(results.TakeLast(5), mesh.Recover(last).Updates());
    }

    [Fact]
    public void Of_nothing()
    {
        using var mesh = new StoredMesh(1, ScenarioMesh.Defaults);
        Assert.All(mesh.Recover(new LayerId(Genesis)).Updates(), result => Assert.True(result.Layer.Value <= Genesis));
    }

    private static LayerId Run(StoredMesh mesh, uint layers)
    {
        for (uint layer = Genesis + 1; layer <= Genesis + layers; layer++)
        {
            mesh.StartEpoch(layer);
            var made = mesh.MakeGood(layer);
            mesh.Store(made);
            StoredMesh.Give(mesh.Machine, made);
        }

        return new LayerId(Genesis + layers);
    }

    private static void AssertSame(IEnumerable<LayerResult> expected, IEnumerable<LayerResult> actual) =>
        Assert.Equal(expected.Select(Text), actual.Select(Text));

    private static string Text(LayerResult result) => $"{result.Layer} {result.Verified} {result.Opinion.ToHex()} {string.Join(' ', result.Blocks)}";
}
