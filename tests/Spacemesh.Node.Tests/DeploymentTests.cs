using System.Text.Json;
using System.Text.RegularExpressions;
using Spacemesh.Metrics;
using Spacemesh.Node.Tests.Live;
using Spacemesh.Ports.Metrics;

namespace Spacemesh.Node.Tests;

/// <summary>What lies in deploy/ fits the program.</summary>
public sealed partial class DeploymentTests
{
    private static readonly string Deploy = Path.Combine(LiveNodeTests.Root(), "deploy");

    [Fact]
    public void Grafana_queries_nameExportedMetricsAndTheirLabels()
    {
        using var meter = new System.Diagnostics.Metrics.Meter("deployment");
        using var registry = new NodeRegistry(new NodeInstruments(meter));
        using var dashboard = JsonDocument.Parse(File.ReadAllText(Path.Combine(Deploy, "grafana", "spacemesh-node.json")));
        var queries = dashboard.RootElement.GetProperty("panels").EnumerateArray()
            .SelectMany(panel => panel.GetProperty("targets").EnumerateArray().Select(target => target.GetProperty("expr").GetString()!)).ToList();
        Assert.True(queries.Count > 20);
        foreach (string query in queries)
        {
            var metrics = Metric().Matches(query).Where(match => match.Groups["name"].Value.Contains('_', StringComparison.Ordinal) && match.Groups["name"].Value != "histogram_quantile").ToList();
            Assert.NotEmpty(metrics);
            foreach (var metric in metrics)
            {
                string name = metric.Groups["name"].Value;
                string family = Suffix().Replace(name, "");
                var found = registry.Registry.Find(name) ?? registry.Registry.Find(family);
                Assert.True(found is not null, $"{name} in {query}");
                Assert.True(name == found.Name || found.Kind == MetricKind.Histogram, $"{name} in {query}");
                foreach (var label in Label().Matches(metric.Groups["labels"].Value).Select(match => match.Groups["name"].Value))
                    Assert.True(label is "instance" || found.Labels.Contains(label), $"{label} of {name}");
            }
        }
    }

    [Fact]
    public async Task Unit_isOneThatSystemdTakes()
    {
        const string Program = "/usr/bin/systemd-analyze";
        Assert.SkipUnless(File.Exists(Program), "systemd-analyze is not on this machine");
        var folder = Directory.CreateTempSubdirectory("unit");
        try
        {
            // The program is looked for, too: any will do.
            string unit = Path.Combine(folder.FullName, "spacemesh.service");
            await File.WriteAllTextAsync(unit, (await File.ReadAllTextAsync(Path.Combine(Deploy, "spacemesh.service"))).Replace("/usr/local/bin/spacemesh", "/bin/true", StringComparison.Ordinal));
            var (status, output) = await LiveNodeTests.RunAsync(Program, "verify", "--man=no", unit);
            Assert.True(status == 0, output);
            Assert.DoesNotContain("spacemesh.service", output, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Unit_andImage_giveFlagsThatTheNodeKnows()
    {
        string[] texts = [File.ReadAllText(Path.Combine(Deploy, "spacemesh.service")).Split('\n').First(line => line.StartsWith("ExecStart=", StringComparison.Ordinal)), File.ReadAllText(Path.Combine(Deploy, "Dockerfile")).Split("CMD")[^1]];
        foreach (var flag in texts.SelectMany(text => Flag().Matches(text)).Select(match => match.Groups["name"].Value))
            Assert.NotNull(Config.Flags.NodeFlags.Find(flag));
    }

    [GeneratedRegex(@"(?<name>(?:spacemesh|process|dotnet)_[a-z0-9_]+)(?:\{(?<labels>[^}]*)\})?", RegexOptions.ExplicitCapture)]
    private static partial Regex Metric();

    [GeneratedRegex("_(bucket|sum|count)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Suffix();

    [GeneratedRegex("(?<name>[a-z_]+)=", RegexOptions.ExplicitCapture)]
    private static partial Regex Label();

    [GeneratedRegex("--(?<name>[a-z][a-z-]+)", RegexOptions.ExplicitCapture)]
    private static partial Regex Flag();
}
