using System.Text;
using System.Text.Json;
using Spacemesh.Api.Tests.Golden;
using Spacemesh.Rpc.Tests.Vectors;
using Spacemesh.Storage.Memory;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Api.Tests.Vectors;

/// <summary>Cross-origin requests to the node for lists of allowed origins.</summary>
[VectorFile("09a-cors")]
public sealed class CorsVectors : VectorSuite, IDisposable
{
    private readonly Dictionary<string, GoldenNode> _nodes = [];

    public override void Check(VectorCase vector)
    {
        var (input, output) = (vector.In, vector.Out);
        string[] origins = [.. input.GetProperty("origins").EnumerateArray().Select(origin => origin.GetString()!)];
        using var request = GatewayVectors.Request(input);
        using var response = Node(origins).Http!.SendAsync(request).GetAwaiter().GetResult();
        byte[] body = response.Content.ReadAsByteArrayAsync().GetAwaiter().GetResult();
        VectorCase.Equal(output.I32("http_status"), (int)response.StatusCode, "HTTP status");
        if (output.Text("body").Length == 0)
        {
            VectorCase.Equal("", Encoding.UTF8.GetString(body), "body");
        }
        else
        {
            using var expected = JsonDocument.Parse(output.Text("body"));
            using var actual = JsonDocument.Parse(body);
            VectorCase.True(JsonElement.DeepEquals(expected.RootElement, actual.RootElement), $"body: expected {output.Text("body")}, actual {Encoding.UTF8.GetString(body)}");
        }

        // The recording's encoder put spaces into its JSON: lengths differ by them.
        HttpHeaders.Check(output.GetProperty("headers"), response, lengthsAgree: false);
    }

    public void Dispose()
    {
        foreach (var node in _nodes.Values)
            node.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    private GoldenNode Node(string[] origins)
    {
        string key = $"{origins.Length} {string.Join('\n', origins)}";
        if (!_nodes.TryGetValue(key, out var node))
        {
            var options = GoldenNode.LoopbackOptions with { Version = "v", Commit = "b", CorsOrigins = origins };
            _nodes[key] = node = GoldenNode.Start(new MemoryStateDatabase(), SmallNetwork.Parameters, SmallNetwork.Parameters.GenesisTime, options: options);
        }

        return node;
    }
}
