using System.Text;
using Spacemesh.Metrics.Exposition;

namespace Spacemesh.Metrics;

/// <summary>Families by their names, and what brings some of them up to date before they are read.</summary>
public sealed class MetricRegistry
{
    private readonly SortedDictionary<string, MetricFamily> _families = new(StringComparer.Ordinal);
    private readonly List<Action> _collectors = [];
    private readonly Lock _reading = new();

    /// <summary>In the order of their names.</summary>
    public IEnumerable<MetricFamily> Families => _families.Values;

    public MetricFamily this[string name] => _families[name];

    public MetricFamily? Find(string name) => _families.GetValueOrDefault(name);

    /// <summary>Adds families; while the registry is built only.</summary>
    public MetricRegistry Add(params IEnumerable<MetricFamily> families)
    {
        foreach (var family in families)
            _families.Add(family.Name, family);
        return this;
    }

    /// <summary>Runs <paramref name="collect"/> before each reading; while the registry is built only.</summary>
    public void Collect(Action collect) => _collectors.Add(collect);

    /// <summary>All families as text (Prometheus text format 0.0.4).</summary>
    public string WriteText()
    {
        Refresh();
        var text = new StringBuilder();
        foreach (var family in _families.Values)
            PrometheusText.Write(text, family);
        return text.ToString();
    }

    /// <summary>All families as length-delimited protobuf messages.</summary>
    public byte[] WriteProtobuf()
    {
        Refresh();
        using var stream = new MemoryStream();
        foreach (var family in _families.Values)
            PrometheusProtobuf.Write(stream, family);
        return stream.ToArray();
    }

    private void Refresh()
    {
        lock (_reading)
            _collectors.ForEach(collect => collect());
    }
}
