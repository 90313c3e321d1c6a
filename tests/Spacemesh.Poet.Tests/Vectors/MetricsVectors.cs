using System.Globalization;
using System.Text.RegularExpressions;
using Spacemesh.Poet.Registration;
using Spacemesh.Poet.Server;
using Spacemesh.Testing.Vectors;
using Api = global::Rpc.Api.V1;

namespace Spacemesh.Poet.Tests.Vectors;

[VectorFile("03-metrics")]
internal sealed partial class MetricsVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var metrics = new PoetMetrics();
        metrics.Grpc.Prepare([.. Api.ApiReflection.Descriptor.Services, .. Api.InternalApiReflection.Descriptor.Services]);
        metrics.RoundStarted(0, () => 17);
        foreach (uint round in new uint[] { 0, 1, 6 })
            metrics.MembersWritten(round, 3, TimeSpan.FromMilliseconds(2));
        metrics.CertificateChecked(CertificateVerdict.Expired);
        metrics.PowChecked(true);

        string name = vector.In.Text("metric");
        string text = metrics.Write();
        VectorCase.True(text.Contains($"# HELP {name} {vector.Out.Text("help")}\n"), $"help of {name}");
        VectorCase.True(text.Contains($"# TYPE {name} {vector.Out.Text("type")}\n"), $"type of {name}");
        var series = text.Split('\n').Where(line => Regex.IsMatch(line, $"^{name}(_bucket)?[ {{]")).ToList();
        foreach (var label in vector.Out.GetProperty("labels").EnumerateObject())
        {
            var values = series.Select(line => Regex.Match(line, $"{label.Name}=\"([^\"]*)\"").Groups[1].Value).Distinct().Order(StringComparer.Ordinal);
            VectorCase.Equal(string.Join(' ', label.Value.EnumerateArray().Select(value => value.GetString())), string.Join(' ', values), $"values of {label.Name}");
        }

        if (!vector.Out.Has("buckets"))
            return;
        var bounds = series.Select(line => Bound().Match(line).Groups[1].Value).Where(bound => bound is not ("" or "+Inf")).Distinct()
            .Select(bound => double.Parse(bound, CultureInfo.InvariantCulture).ToString("G6", CultureInfo.InvariantCulture));
        VectorCase.Equal(string.Join(' ', vector.Out.GetProperty("buckets").EnumerateArray().Select(bound => bound.GetString())), string.Join(' ', bounds), "bounds");
    }

    [GeneratedRegex("le=\"([^\"]*)\"")]
    private static partial Regex Bound();
}
