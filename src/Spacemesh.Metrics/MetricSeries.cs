namespace Spacemesh.Metrics;

/// <summary>The numbers of one series.</summary>
/// <param name="buckets">Buckets of a histogram with the one above all bounds; 0 for other kinds.</param>
public sealed class MetricSeries(int buckets)
{
    private ulong[] _counts = new ulong[buckets];

    /// <summary>Value of a counter or gauge; sum of a histogram.</summary>
    public double Value { get; internal set; }

    /// <summary>Observations by bucket, not cumulated.</summary>
    public IReadOnlyList<ulong> Counts => _counts;

    internal void Observe(IReadOnlyList<double> bounds, double value)
    {
        int bucket = 0;
        while (bucket < bounds.Count && !(value <= bounds[bucket]))
            bucket++;
        _counts[bucket]++;
        Value += value;
    }

    internal static MetricSeries Of(double value, ulong[] counts) => new(0) { Value = value, _counts = counts };

    internal MetricSeries Copy() => Of(Value, [.. _counts]);
}
