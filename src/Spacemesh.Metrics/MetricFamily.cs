namespace Spacemesh.Metrics;

/// <summary>
/// A named metric: one series for each combination of its labels' values. Thread-safe. A family takes at most <see cref="MostSeries"/>
/// series; observations of further ones are dropped, so that no peer can fill the memory with names.
/// </summary>
public sealed class MetricFamily
{
    private const int MostSeries = 10_000;

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string[], MetricSeries> _series = new(LabelOrder.Instance);

    /// <param name="name">Its full name.</param>
    /// <param name="kind">What its numbers mean.</param>
    /// <param name="help">One line for people.</param>
    /// <param name="labels">Names of its labels; kept in alphabetical order.</param>
    /// <param name="bounds">A histogram's upper bounds, ascending, without infinity.</param>
    public MetricFamily(string name, MetricKind kind, string help, IEnumerable<string>? labels = null, IEnumerable<double>? bounds = null)
    {
        (Name, Kind, Help) = (name, kind, help);
        Labels = [.. (labels ?? []).Order(StringComparer.Ordinal)];
        Bounds = [.. bounds ?? []];
        if (Labels.Count == 0)
            Touch();
    }

    public string Name { get; }

    public MetricKind Kind { get; }

    public string Help { get; }

    /// <summary>In alphabetical order; values are given in this order.</summary>
    public IReadOnlyList<string> Labels { get; }

    public IReadOnlyList<double> Bounds { get; }

    /// <summary>Makes a series appear with zero.</summary>
    public void Touch(params ReadOnlySpan<string> values) => Change(values, 0, static (_, _, _) => { });

    public void Add(double amount, params ReadOnlySpan<string> values) => Change(values, amount, static (_, series, amount) => series.Value += amount);

    public void Set(double value, params ReadOnlySpan<string> values) => Change(values, value, static (_, series, value) => series.Value = value);

    public void Observe(double value, params ReadOnlySpan<string> values) => Change(values, value, static (family, series, value) => series.Observe(family.Bounds, value));

    /// <summary>Forgets all series, for gauges that are set anew with each reading.</summary>
    public void Clear()
    {
        lock (_lock)
            _series.Clear();
    }

    /// <summary>A copy of all series, in the order of their labels' values.</summary>
    public IReadOnlyList<(IReadOnlyList<string> Values, MetricSeries Series)> Read()
    {
        lock (_lock)
            return [.. _series.Select(entry => ((IReadOnlyList<string>)entry.Key, entry.Value.Copy()))];
    }

    /// <summary>Puts a series as it was recorded.</summary>
    internal void Restore(string[] values, MetricSeries series)
    {
        lock (_lock)
            _series[values] = series;
    }

    private void Change(ReadOnlySpan<string> values, double number, Action<MetricFamily, MetricSeries, double> change)
    {
        if (values.Length != Labels.Count)
            throw new ArgumentException($"{Name} has {Labels.Count} labels, {values.Length} values were given", nameof(values));
        string[] key = values.ToArray();
        lock (_lock)
        {
            if (!_series.TryGetValue(key, out var series))
            {
                if (_series.Count >= MostSeries)
                    return;
                _series[key] = series = new MetricSeries(Kind == MetricKind.Histogram ? Bounds.Count + 1 : 0);
            }

            change(this, series, number);
        }
    }

    private sealed class LabelOrder : IComparer<string[]>
    {
        public static readonly LabelOrder Instance = new();

        public int Compare(string[]? x, string[]? y)
        {
            for (int i = 0; i < x!.Length && i < y!.Length; i++)
            {
                if (string.CompareOrdinal(x[i], y[i]) is not 0 and var order)
                    return order;
            }

            return x.Length - y!.Length;
        }
    }
}
