using System.Text;
using Spacemesh.Primitives;
using Spacemesh.Tortoise.Tracing;

namespace Spacemesh.Tortoise.Tests;

public sealed class TraceTests
{
    private const uint First = GivenMesh.Genesis + 1;

    [Fact]
    public void Trace_of_a_run_replays_without_divergence()
    {
        var replayer = new TraceReplayer();
        foreach (byte[] line in Run())
            Assert.Null(replayer.Step(line));
        Assert.Equal(new LayerId(First + 11), replayer.Engine!.LatestVerified);
    }

    [Fact]
    public void Changed_event_shows_where_the_trace_diverges()
    {
        var lines = Run();
        int hare = lines.FindIndex(line => Encoding.UTF8.GetString(line).StartsWith("{\"t\":11,", StringComparison.Ordinal));
        lines.RemoveAt(hare);
        var replayer = new TraceReplayer();
        TraceDivergence? divergence = null;
        foreach (byte[] line in lines)
            divergence ??= replayer.Step(line);
        Assert.NotNull(divergence);
        Assert.Equal(TraceEvent.Updates, divergence.Type);
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("{}")]
    [InlineData("{\"t\":2,\"o\":{\"lid\":1,\"coin\":true}}")]
    [InlineData("{\"t\":1,\"o\":{\"hdist\":-1}}")]
    [InlineData("{\"t\":1,\"o\":{\"hdist\":1,\"zdist\":2,\"window\":0,\"exceptions\":1,\"delay\":1,\"layer-size\":1,\"epoch-size\":0,\"effective-genesis\":1}}")]
    [InlineData("{\"t\":\"x\",\"o\":[]}")]
    public void Line_that_is_no_event_is_named(string line) =>
        Assert.Throws<TraceFormatException>(() => new TraceReplayer().Step(Encoding.UTF8.GetBytes(line)));

    private static List<byte[]> Run()
    {
        var sink = new Lines();
        var mesh = new GivenMesh(GivenMesh.Options, trace: sink);
        for (uint layer = First; layer <= First + 12; layer++)
        {
            mesh.Layer(layer);
            mesh.Apply();
        }

        return sink.Written;
    }

    private sealed class Lines : ITraceSink
    {
        public List<byte[]> Written { get; } = [];

        public bool Extended => true;

        public void Write(ReadOnlySpan<byte> line) => Written.Add(line.ToArray());
    }
}
