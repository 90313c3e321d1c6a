using System.Globalization;
using System.Text.RegularExpressions;
using Google.Protobuf;
using Spacemesh.Metrics;
using Spacemesh.Runtime;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Node.Tests.Vectors;

/// <summary>Requests to a push gateway: with the same numbers ours are the same, but that the grouping's order is always one of the two recorded.</summary>
[VectorFile("09b-push")]
public sealed partial class PushVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var (input, expected) = (vector.In, vector.Out);
        string path = expected.Text("path");
        var group = Grouping().Match(path + "/");
        VectorCase.True(group.Success, $"path {path}");
        string node = Value(path, "node"), network = Value(path, "network");
        var families = new PublicFamilies("", 0, 0);
        byte[] body = expected.Hex("body");
        Restore(families.Registry, body);
        using var http = new HttpClient();
        var push = new MetricsPush(
            families.Registry,
            new PushOptions
            {
                Gateway = new Uri(input.Text("metrics-url").Replace("HOST", "gateway.example", StringComparison.Ordinal)),
                Period = TimeSpan.FromTicks(GoDuration.Parse(input.Text("metrics-push-period")) / 100),
                User = input.Text("metrics-push-user"),
                Password = input.Text("metrics-push-pass"),
                Headers = input.GetProperty("metrics-push-header").EnumerateObject().ToDictionary(header => header.Name, header => header.Value.GetString()!),
                Node = node,
                Network = network,
            },
            http, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        using var request = push.Request();
        VectorCase.Equal(expected.Text("method"), request.Method.Method, "method");
        VectorCase.Equal($"/metrics/job/go-spacemesh/node/{node}/network/{network}", request.RequestUri!.AbsolutePath, "path");
        VectorCase.Equal(body, request.Content!.ReadAsByteArrayAsync().GetAwaiter().GetResult(), "body");
        foreach (var header in expected.GetProperty("headers").EnumerateObject())
        {
            // What the HTTP library says of itself.
            if (header.Name is "User-Agent" or "Accept-Encoding")
                continue;
            string actual = header.Name == "Content-Length"
                ? request.Content.Headers.ContentLength!.Value.ToString(CultureInfo.InvariantCulture)
                : string.Join(',', (request.Content.Headers.NonValidated.TryGetValues(header.Name, out var ofContent) ? ofContent : request.Headers.NonValidated[header.Name]).Select(value => value));
            VectorCase.Equal(header.Value.GetString(), actual, header.Name);
        }
    }

    private static string Value(string path, string key)
    {
        string[] parts = path.Split('/');
        return parts[Array.IndexOf(parts, key) + 1];
    }

    /// <summary>Puts the recorded gauges in place of ours; those that were not pushed disappear.</summary>
    private static void Restore(MetricRegistry registry, byte[] body)
    {
        foreach (var family in registry.Families)
            family.Clear();
        var input = new CodedInputStream(body);
        while (!input.IsAtEnd)
        {
            var message = Fields(input.ReadBytes());
            var family = registry[message.First(field => field.Number == 1).Bytes.ToStringUtf8()];
            foreach (var metric in message.Where(field => field.Number == 4).Select(field => Fields(field.Bytes)))
            {
                string[] labels = [.. metric.Where(field => field.Number == 1).Select(field => Fields(field.Bytes).First(part => part.Number == 2).Bytes.ToStringUtf8())];
                double value = Fields(metric.First(field => field.Number == 2).Bytes).First(field => field.Number == 1).Double;
                family.Set(value, labels);
            }
        }
    }

    private static List<(int Number, ByteString Bytes, double Double)> Fields(ByteString message)
    {
        var fields = new List<(int, ByteString, double)>();
        var input = message.CreateCodedInput();
        while (input.ReadTag() is not 0 and var tag)
        {
            int number = WireFormat.GetTagFieldNumber(tag);
            switch (WireFormat.GetTagWireType(tag))
            {
                case WireFormat.WireType.LengthDelimited:
                    fields.Add((number, input.ReadBytes(), 0));
                    break;
                case WireFormat.WireType.Fixed64:
                    fields.Add((number, ByteString.Empty, input.ReadDouble()));
                    break;
                default:
                    fields.Add((number, ByteString.Empty, input.ReadUInt64()));
                    break;
            }
        }

        return fields;
    }

    [GeneratedRegex("^/metrics/job/go-spacemesh/(node/[0-9a-f]+/network/[0-9a-f]+|network/[0-9a-f]+/node/[0-9a-f]+)/$", RegexOptions.ExplicitCapture)]
    private static partial Regex Grouping();
}
