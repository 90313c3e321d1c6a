using System.Globalization;
using System.Text;
using Spacemesh.Metrics;
using Spacemesh.Metrics.Exposition;
using Spacemesh.Ports.Metrics;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Node.Tests.Vectors;

/// <summary>
/// A scrape of the reference: every family's text comes out of our writer byte for byte, and our node has every family of its own kind
/// under the same name, type, labels and buckets. Help texts are our own words.
/// </summary>
[VectorFile("09b-metrics")]
public sealed class MetricVectors : VectorSuite, IDisposable
{
    /// <summary>The other runtime, the other library's own handler, and its network stack, which is not ours.</summary>
    private static readonly string[] Foreign = ["go_", "promhttp_", "libp2p_"];

    /// <summary>Families of the built-in PoET, which keeps its own numbers (spec 03 §12.4).</summary>
    private static readonly string[] OfPoet = ["grpc_server_", "poet_"];

    /// <summary>What no portable way tells.</summary>
    private static readonly string[] Unknowable = ["process_network_receive_bytes_total", "process_network_transmit_bytes_total", "process_virtual_memory_max_bytes"];

    private readonly System.Diagnostics.Metrics.Meter _meter = new("vectors");
    private readonly NodeRegistry _node;
    private IReadOnlyDictionary<string, (string Text, MetricFamily? Family)> _scrape = new Dictionary<string, (string, MetricFamily?)>();

    public MetricVectors() => _node = new NodeRegistry(new NodeInstruments(_meter));

    public override void Open(VectorFile file)
    {
        using var reader = new StreamReader(file.OpenArtefact("09b-metrics.txt"));
        _scrape = Scrape.Parse(reader.ReadToEnd());
    }

    public override void Check(VectorCase vector)
    {
        var expected = vector.Out;
        VectorCase.True(_scrape.TryGetValue(vector.Name, out var recorded), "the scrape lacks it");
        if (recorded.Family is { } restored)
        {
            var text = new StringBuilder();
            PrometheusText.Write(text, restored);
            VectorCase.Equal(recorded.Text, text.ToString(), "text");
        }

        if (Foreign.Concat(OfPoet).Any(prefix => vector.Name.StartsWith(prefix, StringComparison.Ordinal)) || Unknowable.Contains(vector.Name))
            return;
        var ours = _node.Registry.Find(vector.Name);
        VectorCase.True(ours is not null, "our node has no such metric");
        VectorCase.Equal(expected.Text("type"), PrometheusText.NameOf(ours!.Kind), "type");
        string[] labels = [.. expected.GetProperty("labels").EnumerateObject().Select(label => label.Name).Order(StringComparer.Ordinal)];
        VectorCase.Equal(string.Join(',', labels), string.Join(',', ours.Labels), "labels");
        if (expected.Has("buckets"))
            VectorCase.Equal(
                string.Join(',', expected.GetProperty("buckets").EnumerateArray().Select(bound => bound.GetString())),
                string.Join(',', ours.Bounds.Select(GoNumber.Format).Append("+Inf")),
                "buckets");

        // Values that show from the start are those that the reference shows.
        var shown = ours.Read();
        if (labels.Length == 1 && shown.Count > 0)
        {
            var values = expected.GetProperty("labels").GetProperty(labels[0]).EnumerateArray().Select(value => value.GetString()).ToHashSet();
            string[] unknown = [.. values.Except(shown.Select(series => series.Values[0])).Select(value => value!.ToString(CultureInfo.InvariantCulture))];
            VectorCase.True(unknown.Length == 0, $"{labels[0]} lacks {string.Join(", ", unknown)}");
        }
    }

    public void Dispose()
    {
        _node.Dispose();
        _meter.Dispose();
    }
}
