using System.Net;
using Google.Protobuf;
using Microsoft.Extensions.Logging.Abstractions;
using Spacemesh.Post.Remote.Operator;
using Spacemesh.Post.Remote.ServiceSide;
using Spacemesh.Smeshing.Tests.World;
using Spacemesh.Testing.Vectors;
using Spacemesh.Tools.PostService;
using Spacemesh.V1;

namespace Spacemesh.Smeshing.Tests.Vectors;

[VectorFile("02-post-service")]
public sealed class PostServiceVectors : VectorSuite
{
    public override void Check(VectorCase vector) => CheckAsync(vector).GetAwaiter().GetResult();

    private static async Task CheckAsync(VectorCase vector)
    {
        using var folder = new TemporaryFolder();
        ReferenceSets.Unpack(vector.File, vector.In.Text("set"), folder.Path);
        string[] own = [.. vector.In.GetProperty("args").EnumerateArray().Select(argument => argument.GetString()!.Replace("PORT", "0", StringComparison.Ordinal))];
        var arguments = ServiceArguments.Parse(["--dir", folder.Path, "--address", "http://127.0.0.1:1", "--randomx-mode", "light", "--threads", "1", .. own]);
        // Proofs of work of any other difficulty take longer than a test: such proofs stay under way.
        bool finishes = arguments.Network.PowDifficulty == Hash32.FromBytes(Enumerable.Repeat((byte)0xff, Hash32.Size).ToArray());

        await using var bench = new ServiceBench(arguments);
        await using var node = await AskingNode.StartAsync();
        await using var api = arguments.OperatorAddress is { } address ? await OperatorApi.StartAsync(address, bench.Service, NullLoggerFactory.Instance) : null;
        bench.Connect(node.Address);
        ServiceResponse? answer = null;
        int line = 0;
        foreach (var entry in vector.Out.GetProperty("transcript").EnumerateArray())
        {
            line++;
            if (finishes)
                await Limit.UntilAsync(() => bench.Service.Status is not PostServiceStatus.Proving, "the proof does not end");
            if (entry.Has("operator_status_http"))
                await CheckStatusAsync(entry, api!.EndPoint, line);
            else if (!entry.Has("from"))
                continue;
            else if (entry.Text("from") == "node")
                answer = await node.AskAsync(NodeRequest.Parser.ParseFrom(entry.Hex("bytes")));
            else
                VectorCase.Equal(entry.Hex("bytes"), answer!.ToByteArray(), $"answer in line {line}");
        }
    }

    private static async Task CheckStatusAsync(System.Text.Json.JsonElement entry, IPEndPoint endPoint, int line)
    {
        using var http = new HttpClient();
        using var response = await http.GetAsync(new Uri($"http://{endPoint}/status")).WithinLimit();
        VectorCase.Equal(entry.I32("operator_status_http"), (int)response.StatusCode, $"HTTP status in line {line}");
        VectorCase.Equal(entry.Text("content_type"), response.Content.Headers.ContentType?.ToString() ?? "", $"content type in line {line}");
        VectorCase.Equal(entry.Text("body"), await response.Content.ReadAsStringAsync(), $"body in line {line}");
    }
}
