using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Spacemesh.Rpc.Gateway;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Rpc.Tests.Vectors;

/// <summary>Calls recorded from the reference, played through our listeners: bytes, JSON, codes and texts must come out as recorded.</summary>
public abstract class RecordedCalls : VectorSuite, IDisposable
{
    private readonly PlaybackNode _node = new();

    public override void Check(VectorCase vector)
    {
        var (input, output) = (vector.In, vector.Out);
        if (!input.Has("method") || SpacemeshServices.Method(input.Text("method")) is not { } method)
            return;
        if (output.Has("json") && output.Has("response"))
            SameJson(output.GetProperty("json"), ProtoJsonWriter.ToUtf8(method.OutputType.Parser.ParseFrom(output.Hex("response"))), "response as JSON");
        if (output.Has("messages"))
        {
            foreach (var message in output.GetProperty("messages").EnumerateArray().Where(message => message.Has("json")))
                SameJson(message.GetProperty("json"), ProtoJsonWriter.ToUtf8(method.OutputType.Parser.ParseFrom(message.Hex("message"))), "message as JSON");
        }

        if (!input.TryGetProperty("request", out _) || !input.Has("endpoint"))
            return;
        _node.Record(output);
        if (input.Has("request_json"))
        {
            var request = method.InputType.Parser.ParseFrom(ByteString.Empty);
            ProtoJsonReader.Read(Encoding.UTF8.GetBytes(input.GetProperty("request_json").GetRawText()), request);

            // Not by bytes: Go puts the members of a oneof behind the other fields.
            VectorCase.Equal(method.InputType.Parser.ParseFrom(input.Hex("request")), request, "request from JSON");
        }

        if (!output.Has("ended_by"))
            CheckGrpc(method, input, output);
        if (output.Has("gateway"))
            CheckGateway(input, output.GetProperty("gateway"));
    }

    public void Dispose()
    {
        _node.Dispose();
        GC.SuppressFinalize(this);
    }

    internal static void SameJson(JsonElement expected, ReadOnlySpan<byte> actual, string what)
    {
        using var parsed = JsonDocument.Parse(actual.ToArray());
        VectorCase.True(
            JsonElement.DeepEquals(expected, parsed.RootElement), $"{what}: expected {expected.GetRawText()}, actual {Encoding.UTF8.GetString(actual)}");
    }

    private void CheckGrpc(MethodDescriptor method, JsonElement input, JsonElement output)
    {
        var (code, message, responses) = RawCall.Run(_node.Channel(input.Text("endpoint")), input.Text("method"), input.Hex("request"));
        VectorCase.Equal(output.I32("code"), (int)code, $"code ({message})");
        VectorCase.Equal(output.Has("message") ? output.Text("message") : "", message, "message");
        if (output.Has("response") && output.I32("code") == 0)
            VectorCase.Equal(method.OutputType.Parser.ParseFrom(output.Hex("response")), method.OutputType.Parser.ParseFrom(Assert.Single(responses)), "response");
        if (output.Has("messages"))
            VectorCase.Equal(output.GetProperty("messages").GetArrayLength(), responses.Count, "messages");
    }

    private void CheckGateway(JsonElement input, JsonElement gateway)
    {
        // The gateway was asked after gRPC: a transaction submitted twice is refused the second time.
        var expected = gateway.GetProperty("body");
        if (gateway.I32("http_status") != 200)
            _node.Record(JsonSerializer.SerializeToElement(new { code = expected.I32("code"), message = expected.Text("message") }));
        using var request = new HttpRequestMessage(HttpMethod.Post, gateway.Text("path"))
        {
            Content = new StringContent(input.GetProperty("request_json").GetRawText(), new MediaTypeHeaderValue("application/json")),
        };
        using var response = _node.Http(request);
        byte[] body = response.Content.ReadAsByteArrayAsync().GetAwaiter().GetResult();
        VectorCase.Equal(gateway.I32("http_status"), (int)response.StatusCode, "HTTP status");
        SameJson(expected, body, "body");
        VectorCase.Equal("application/json", response.Content.Headers.ContentType?.ToString(), "content type");

        // The reference's encoder puts spaces in at random, one build with none: lengths agree where it had none.
        VectorCase.Equal(gateway.I32("body_bytes"), body.Length, "length of the body");
    }
}
