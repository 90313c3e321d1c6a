using System.Text;
using System.Text.Json;
using Spacemesh.Rpc.Gateway;
using Spacemesh.Rpc.Server;
using Spacemesh.Rpc.Tests.Kit;
using Spacemesh.Testing.Vectors;
using Spacemesh.V1;

namespace Spacemesh.Rpc.Tests.Vectors;

/// <summary>Cross-origin requests for lists of allowed origins. The node service answers version v, build b, as in the recording.</summary>
[VectorFile("09a-cors")]
public sealed class CorsVectors : VectorSuite, IDisposable
{
    private readonly TestServer _server = new();
    private readonly Dictionary<string, HttpClient> _clients = [];

    public override void Check(VectorCase vector)
    {
        var (input, output) = (vector.In, vector.Out);
        string[] origins = [.. input.GetProperty("origins").EnumerateArray().Select(origin => origin.GetString()!)];
        using var request = GatewayVectors.Request(input);
        using var response = Client(origins).SendAsync(request).GetAwaiter().GetResult();
        byte[] body = response.Content.ReadAsByteArrayAsync().GetAwaiter().GetResult();
        VectorCase.Equal(output.I32("http_status"), (int)response.StatusCode, "HTTP status");
        if (output.Text("body").Length == 0)
        {
            VectorCase.Equal("", Encoding.UTF8.GetString(body), "body");
        }
        else
        {
            using var expected = JsonDocument.Parse(output.Text("body"));
            RecordedCalls.SameJson(expected.RootElement, body, "body");
        }

        // The recording's encoder put spaces into its JSON: lengths differ by them.
        HttpHeaders.Check(output.GetProperty("headers"), response, lengthsAgree: false);
    }

    public void Dispose() => _server.DisposeAsync().AsTask().GetAwaiter().GetResult();

    private HttpClient Client(string[] origins)
    {
        string key = string.Join('\n', origins.Prepend(origins.Length.ToString()));
        if (!_clients.TryGetValue(key, out var client))
            _clients[key] = client = _server.GatewayAsync(options => options with { Services = [Node()], Cors = new CorsPolicy(origins) }).GetAwaiter().GetResult();
        return client;
    }

    private static RpcServiceBinding Node() => new RpcServiceBinding(NodeReflection.Descriptor.Services[0])
        .Unary<Google.Protobuf.WellKnownTypes.Empty, VersionResponse>("Version", (_, _) => Task.FromResult(new VersionResponse { VersionString = new() { Value = "v" } }))
        .Unary<Google.Protobuf.WellKnownTypes.Empty, BuildResponse>("Build", (_, _) => Task.FromResult(new BuildResponse { BuildString = new() { Value = "b" } }))
        .Unary<EchoRequest, EchoResponse>("Echo", (request, _) => request.Msg is null
            ? throw new RpcException(StatusCode.InvalidArgument, "Must include `Msg`")
            : Task.FromResult(new EchoResponse { Msg = request.Msg }));
}
