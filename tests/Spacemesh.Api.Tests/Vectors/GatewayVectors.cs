using System.Text;
using System.Text.Json;
using Spacemesh.Api.Tests.Golden;
using Spacemesh.Primitives;
using Spacemesh.Rpc.Tests.Vectors;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Api.Tests.Vectors;

/// <summary>Paths, verbs, headers and bodies at the JSON server of the node, over the recorded network at the moment of the recording.</summary>
[VectorFile("09a-gateway")]
public sealed class GatewayVectors : VectorSuite, IDisposable
{
    private GoldenNetwork? _network;
    private GoldenNode? _node;

    public override void Open(VectorFile file)
    {
        _network = GoldenNetwork.Beside(file);
        var status = file.Cases.First(vector => vector.In.Text("path") == "/spacemesh.v2alpha1.NodeService/Status").Out.GetProperty("body");
        var layer = _network.Parameters.StartOf(new LayerId(status.U32("currentLayer")));

        // Before or after the layer of the moment was executed.
        var time = status.U32("appliedLayer") == status.U32("currentLayer") ? layer + (_network.Parameters.LayerDuration / 2) : layer + (_network.Parameters.LayerDuration / 6);
        _node = GoldenNode.Start(_network, time);
    }

    public override void Check(VectorCase vector)
    {
        var (input, output) = (vector.In, vector.Out);
        using var request = Request(input);
        using var response = _node!.Http!.SendAsync(request).GetAwaiter().GetResult();
        byte[] body = response.Content.ReadAsByteArrayAsync().GetAwaiter().GetResult();
        VectorCase.Equal(output.I32("http_status"), (int)response.StatusCode, $"HTTP status of {Encoding.UTF8.GetString(body)}");
        bool exact = true;
        if (!output.Has("body"))
        {
            VectorCase.Equal(output.Text("body_text"), Encoding.UTF8.GetString(body), "body");
        }
        else if (output.I32("http_status") != 200)
        {
            using var actual = JsonDocument.Parse(body);
            var (expected, text) = (output.GetProperty("body"), actual.RootElement.Text("message"));
            VectorCase.Equal(expected.I32("code"), actual.RootElement.I32("code"), "code");
            VectorCase.Equal(Texts.Contract(expected.Text("message")), Texts.Contract(text), "message");
            exact = expected.Text("message") == text;
        }
        else
        {
            using var actual = JsonDocument.Parse(body);
            VectorCase.True(
                JsonElement.DeepEquals(output.GetProperty("body"), actual.RootElement), $"body: expected {output.GetProperty("body").GetRawText()}, actual {Encoding.UTF8.GetString(body)}");
            VectorCase.Equal(output.I32("body_bytes"), body.Length, "length of the body");
        }

        HttpHeaders.Check(output.GetProperty("headers"), response, lengthsAgree: exact);
    }

    public void Dispose()
    {
        _node?.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _network?.Dispose();
    }

    internal static HttpRequestMessage Request(JsonElement input)
    {
        var request = new HttpRequestMessage(new HttpMethod(input.Text("verb")), input.Text("path"));
        if (input.Has("body"))
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(input.Text("body")));
        if (input.Has("headers"))
        {
            foreach (var header in input.GetProperty("headers").EnumerateObject())
            {
                string value = header.Value.GetString()!;
                if (!request.Headers.TryAddWithoutValidation(header.Name, value))
                    request.Content!.Headers.TryAddWithoutValidation(header.Name, value);
            }
        }

        return request;
    }
}
