using System.Globalization;
using System.Text;

namespace Spacemesh.Poet.Server.Metrics;

/// <summary>One metric family of the text exposition format: counters or histograms by label values.</summary>
internal sealed class MetricSeries
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, double[]> _series = new(StringComparer.Ordinal);
    private readonly string _name;
    private readonly string _help;
    private readonly string[] _labels;
    private readonly double[] _bounds;

    /// <param name="name">Name of the family.</param>
    /// <param name="help">What it counts.</param>
    /// <param name="labels">Label names.</param>
    /// <param name="bounds">Upper bounds of a histogram's buckets; none for a counter.</param>
    public MetricSeries(string name, string help, string[] labels, double[]? bounds = null)
    {
        _name = name;
        _help = help;
        _labels = labels;
        _bounds = bounds ?? [];
    }

    private bool IsHistogram => _bounds.Length > 0;

    public static double[] Exponential(double first, double factor, int count) =>
        [.. Enumerable.Range(0, count).Select(i => first * Math.Pow(factor, i))];

    /// <summary>Makes a series appear with zero.</summary>
    public void Touch(params ReadOnlySpan<string> values) => Change(values, _ => { });

    public void Add(double amount, params ReadOnlySpan<string> values) => Change(values, cells => cells[0] += amount);

    public void Set(double value, params ReadOnlySpan<string> values) => Change(values, cells => cells[0] = value);

    public void Observe(double value, params ReadOnlySpan<string> values) => Change(values, cells =>
    {
        // Buckets, then the one above all bounds, then the sum.
        int bucket = Array.FindIndex(_bounds, bound => value <= bound);
        cells[bucket < 0 ? _bounds.Length : bucket]++;
        cells[^1] += value;
    });

    public void Remove(params ReadOnlySpan<string> values)
    {
        lock (_lock)
            _series.Remove(Key(values));
    }

    public void Write(StringBuilder text)
    {
        lock (_lock)
        {
            if (_series.Count == 0)
                return;
            text.Append("# HELP ").Append(_name).Append(' ').Append(_help).Append('\n');
            text.Append("# TYPE ").Append(_name).Append(IsHistogram ? " histogram\n" : " counter\n");
            foreach (var (labels, cells) in _series)
            {
                if (IsHistogram)
                    WriteHistogram(text, labels, cells);
                else
                    Line(text, _name, labels, cells[0]);
            }
        }
    }

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static void Line(StringBuilder text, string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0)
            text.Append('{').Append(labels).Append('}');
        text.Append(' ').Append(Number(value)).Append('\n');
    }

    private void WriteHistogram(StringBuilder text, string labels, double[] cells)
    {
        string comma = labels.Length > 0 ? "," : "";
        double cumulative = 0;
        for (int i = 0; i <= _bounds.Length; i++)
        {
            cumulative += cells[i];
            string bound = i < _bounds.Length ? Number(Math.Round(_bounds[i], 12)) : "+Inf";
            Line(text, _name + "_bucket", $"{labels}{comma}le=\"{bound}\"", cumulative);
        }

        Line(text, _name + "_sum", labels, cells[^1]);
        Line(text, _name + "_count", labels, cumulative);
    }

    private void Change(ReadOnlySpan<string> values, Action<double[]> change)
    {
        lock (_lock)
        {
            string key = Key(values);
            if (!_series.TryGetValue(key, out var cells))
                _series[key] = cells = new double[IsHistogram ? _bounds.Length + 2 : 1];
            change(cells);
        }
    }

    private string Key(ReadOnlySpan<string> values)
    {
        if (values.Length != _labels.Length)
            throw new ArgumentException($"{_name} has {_labels.Length} labels, {values.Length} given", nameof(values));
        var key = new StringBuilder();
        for (int i = 0; i < values.Length; i++)
        {
            key.Append(i > 0 ? "," : "").Append(_labels[i]).Append("=\"")
                .Append(values[i].Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal))
                .Append('"');
        }

        return key.ToString();
    }
}
