using System.Globalization;
using System.Text;

namespace Spacemesh.Metrics.Exposition;

/// <summary>The text format 0.0.4, byte for byte as Prometheus' own library writes it.</summary>
internal static class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>Nothing for a family without series.</summary>
    public static void Write(StringBuilder text, MetricFamily family)
    {
        var all = family.Read();
        if (all.Count == 0)
            return;
        text.Append("# HELP ").Append(family.Name).Append(' ').Append(family.Help.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)).Append('\n');
        text.Append("# TYPE ").Append(family.Name).Append(' ').Append(NameOf(family.Kind)).Append('\n');
        foreach (var (values, series) in all)
        {
            string labels = LabelsOf(family.Labels, values);
            if (family.Kind == MetricKind.Histogram)
                WriteHistogram(text, family, labels, series);
            else
                Line(text, family.Name, labels, GoNumber.Format(series.Value));
        }
    }

    public static string NameOf(MetricKind kind) => kind switch
    {
        MetricKind.Counter => "counter",
        MetricKind.Gauge => "gauge",
        _ => "histogram",
    };

    private static void WriteHistogram(StringBuilder text, MetricFamily family, string labels, MetricSeries series)
    {
        ulong cumulative = 0;
        for (int i = 0; i < series.Counts.Count; i++)
        {
            cumulative += series.Counts[i];
            string bound = i < family.Bounds.Count ? GoNumber.Format(family.Bounds[i]) : "+Inf";
            Line(text, family.Name + "_bucket", $"{labels}{(labels.Length > 0 ? "," : "")}le=\"{bound}\"", GoNumber.Format(cumulative));
        }

        Line(text, family.Name + "_sum", labels, GoNumber.Format(series.Value));
        Line(text, family.Name + "_count", labels, GoNumber.Format(cumulative));
    }

    private static void Line(StringBuilder text, string name, string labels, string value)
    {
        text.Append(name);
        if (labels.Length > 0)
            text.Append('{').Append(labels).Append('}');
        text.Append(' ').Append(value).Append('\n');
    }

    private static string LabelsOf(IReadOnlyList<string> names, IReadOnlyList<string> values)
    {
        var text = new StringBuilder();
        for (int i = 0; i < names.Count; i++)
        {
            string value = values[i].Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
            text.Append(CultureInfo.InvariantCulture, $"{(i > 0 ? "," : "")}{names[i]}=\"{value}\"");
        }

        return text.ToString();
    }
}
