using Spacemesh.Net.Tests.Support;
using Spacemesh.Ports.Network;
using Spacemesh.Ports.State;
using Spacemesh.Runtime;
using Spacemesh.Simulation.Network;

namespace Spacemesh.Net.Tests.Fetching;

/// <summary>Two nodes with the databases of a reference network fetch everything from each other, among liars.</summary>
public sealed class RecordedDatabaseTests
{
    private const uint Epochs = 27;
    private const uint Layers = 104;

    [Fact]
    public void Two_nodes_fetch_each_others_whole_database_among_liars()
    {
        var scheduler = new VirtualScheduler();
        var random = new SeededRandom(7);
        var network = new SimulatedNetwork(scheduler.TimeProvider, random.Fork("network"), new SimulatedNetworkOptions());
        using var left = new RecordedNode(network, "left", "n1", random);
        using var right = new RecordedNode(network, "right", "n4", random);
        using var alters = new RecordedNode(network, "alters", "n1", random);
        using var babbles = new RecordedNode(network, "babbles", "n1", random);
        using var silent = new RecordedNode(network, "silent", "n4", random);
        alters.Node.LyingAnswers = Lies.OtherBytes;
        babbles.Node.LyingAnswers = Lies.Garbage;
        silent.Node.LyingAnswers = Lies.Nothing;
        scheduler.Start(left.RunAsync, "left");
        scheduler.Start(right.RunAsync, "right");
        scheduler.Run(
            () => Task.WhenAll(left.FetchEverythingAsync(right.Node.Id, Epochs, Layers), right.FetchEverythingAsync(left.Node.Id, Epochs, Layers)),
            TimeSpan.FromHours(1));

        Check(left, right.State);
        Check(right, left.State);
        foreach (var node in (RecordedNode[])[left, right])
        {
            Assert.True(node.Fetcher.IsDistrusted(alters.Node.Id));
            Assert.True(node.Fetcher.IsDistrusted(babbles.Node.Id));
            Assert.Equal(0, node.Fetcher.Statistics.Outstanding);
        }
    }

    private static void Check(RecordedNode node, IStateDatabase source)
    {
        Assert.Equal((ulong)node.Fetched.Keys.Count(key => key.Kind == ObjectKind.Atx), source.Atxs.Count(null));
        Assert.InRange(node.Fetched.Keys.Count(key => key.Kind == ObjectKind.Ballot), 100, 10_000);
        Assert.InRange(node.Fetched.Keys.Count(key => key.Kind == ObjectKind.ActiveSet), 1, 10_000);
        Assert.DoesNotContain(node.Missing, id => source.Blobs.Contains(BlobHint.ActiveSet, id));
        foreach (var ((kind, id), bytes) in node.Fetched)
        {
            var hint = kind switch { ObjectKind.Atx => BlobHint.Atx, ObjectKind.Ballot => BlobHint.Ballot, _ => BlobHint.ActiveSet };
            Assert.Equal(source.Blobs.Load(hint, id), bytes);
        }
    }
}
