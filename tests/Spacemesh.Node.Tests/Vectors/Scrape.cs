using System.Globalization;
using System.Text.RegularExpressions;
using Spacemesh.Metrics;

namespace Spacemesh.Node.Tests.Vectors;

/// <summary>A recorded text exposition taken apart into families.</summary>
internal static partial class Scrape
{
    /// <summary>Families by name, each with its text as it stood. Summaries, which no metric of ours is, have no family.</summary>
    public static IReadOnlyDictionary<string, (string Text, MetricFamily? Family)> Parse(string text)
    {
        var result = new Dictionary<string, (string, MetricFamily?)>(StringComparer.Ordinal);
        foreach (string block in text.Split("# HELP ", StringSplitOptions.RemoveEmptyEntries))
        {
            string[] lines = block.TrimEnd('\n').Split('\n');
            string name = lines[0].Split(' ')[0];
            string help = lines[0].Length > name.Length ? lines[0][(name.Length + 1)..] : "";
            result[name] = ("# HELP " + block, FamilyOf(name, help, lines[1].Split(' ')[^1], lines[2..]));
        }

        return result;
    }

    private static MetricFamily? FamilyOf(string name, string help, string type, string[] lines)
    {
        if (type is "summary" or "untyped")
            return null;
        var samples = lines.Select(line => Sample().Match(line)).ToList();
        var bounds = new List<double>();
        var series = new List<(string[] Values, string[] Names, double Value, List<ulong> Counts)>();
        foreach (var sample in samples)
        {
            var labels = Label().Matches(sample.Groups["labels"].Value).Select(label => (Name: label.Groups["name"].Value, Value: Unescaped(label.Groups["value"].Value))).ToList();
            string? bound = labels.FirstOrDefault(label => label.Name == "le").Value;
            labels.RemoveAll(label => label.Name == "le" && type == "histogram");
            string[] values = [.. labels.Select(label => label.Value)];
            var known = series.FindIndex(other => other.Values.SequenceEqual(values));
            if (known < 0)
            {
                series.Add((values, [.. labels.Select(label => label.Name)], 0, []));
                known = series.Count - 1;
            }

            double number = Number(sample.Groups["value"].Value);
            string suffix = sample.Groups["name"].Value[name.Length..];
            if (type == "histogram" && suffix == "_bucket")
            {
                series[known].Counts.Add((ulong)number);
                if (known == 0 && bound != "+Inf")
                    bounds.Add(Number(bound!));
            }
            else if (suffix is "" or "_sum")
            {
                series[known] = series[known] with { Value = number };
            }
        }

        var kind = type switch { "counter" => MetricKind.Counter, "gauge" => MetricKind.Gauge, _ => MetricKind.Histogram };
        var family = new MetricFamily(name, kind, Unescaped(help), series[0].Names, bounds);
        family.Clear();
        foreach (var (values, _, value, cumulated) in series)
            family.Restore(values, MetricSeries.Of(value, [.. cumulated.Select((count, i) => i == 0 ? count : count - cumulated[i - 1])]));
        return family;
    }

    private static double Number(string text) => text switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        "NaN" => double.NaN,
        _ => double.Parse(text, CultureInfo.InvariantCulture),
    };

    private static string Unescaped(string text) => Escape().Replace(text, match => match.Value switch { "\\n" => "\n", "\\\"" => "\"", _ => "\\" });

    [GeneratedRegex(@"^(?<name>[a-zA-Z0-9_:]+)(?:\{(?<labels>.*)\})? (?<value>\S+)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Sample();

    [GeneratedRegex("(?<name>[a-zA-Z0-9_]+)=\"(?<value>(?:[^\"\\\\]|\\\\.)*)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex Label();

    [GeneratedRegex(@"\\[n""\\]")]
    private static partial Regex Escape();
}
