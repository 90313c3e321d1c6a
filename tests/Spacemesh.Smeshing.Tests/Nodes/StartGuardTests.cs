using Spacemesh.Crypto.Keys;
using Spacemesh.Node;
using Spacemesh.Services.Smeshing.Signing;
using Spacemesh.Smeshing.Tests.World;

namespace Spacemesh.Smeshing.Tests.Nodes;

/// <summary>What a node refuses to start with, so that no key signs twice.</summary>
public sealed class StartGuardTests
{
    private const string Quiet = """{"dashboard":{"enable":false}}""";

    [Fact]
    public async Task Node_does_not_start_with_a_key_that_was_moved_away()
    {
        using var bench = new NodeBench(TimeProvider.System);
        var identity = bench.AddKey("a.key");
        IdentityTombstone.Write(Path.Combine(bench.Data, IdentityDirectory.Name), identity, "another machine", bench.Time.GetUtcNow());
        var refusal = await Assert.ThrowsAsync<NodeStartException>(() => bench.StartAsync(bench.Configuration(Quiet, "--smeshing-start=false")));
        Assert.Contains("was moved to another machine", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Second_node_of_the_machine_does_not_start_with_the_same_key()
    {
        using var first = new NodeBench(TimeProvider.System);
        using var second = new NodeBench(TimeProvider.System);
        first.AddKey("a.key", 77);
        second.AddKey("b.key", 77);
        await using var node = await first.StartAsync(first.Configuration(Quiet, "--smeshing-start=false"));
        var refusal = await Assert.ThrowsAsync<NodeStartException>(() => second.StartAsync(second.Configuration(Quiet, "--smeshing-start=false")));
        Assert.Contains("is in use by another node of this machine", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Node_does_not_start_beside_an_interrupted_merge()
    {
        using var bench = new NodeBench(TimeProvider.System);
        bench.AddKey("a.key", 78);
        new MergeJournal("/somewhere", ["b.key"]).Save(bench.Data);
        var refusal = await Assert.ThrowsAsync<NodeStartException>(() => bench.StartAsync(bench.Configuration(Quiet, "--smeshing-start=false")));
        Assert.Contains("merge-nodes was interrupted", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--smeshing-opts-verifying-disable=true", "PoST verification is off")]
    [InlineData("--post-k3=0", "post-k3 is 0")]
    [InlineData("--smeshing-opts-verifying-min-workers=0", "smeshing-opts-verifying-min-workers is 0")]
    [InlineData("--smeshing-opts-verifying-powflags=2", "leaves the JIT compiler (8) out")]
    public async Task Dangerous_verification_settings_are_warned_of_when_the_node_starts(string flag, string text)
    {
        using var bench = new NodeBench(TimeProvider.System);
        bench.AddKey("a.key", 79);
        await using (await bench.StartAsync(bench.Configuration(Quiet, "--smeshing-start=false", flag)))
        {
        }

        Assert.Contains(bench.Log.ToString().Split('\n'), line => line.Contains("WARN", StringComparison.Ordinal) && line.Contains(text, StringComparison.Ordinal));
    }
}
