using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Spacemesh.Rpc.Gateway;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Rpc.Tests.Vectors;

/// <summary>
/// The JSON server's treatment of paths, verbs, headers and bodies. Answers of services are played back as recorded;
/// errors that the carriage itself must find are never given to the handlers.
/// </summary>
[VectorFile("09a-gateway")]
public sealed class GatewayVectors : VectorSuite, IDisposable
{
    private static readonly string[] CarriageErrors =
        ["Not Found", "Method Not Allowed", "streaming calls", "invalid grpc-timeout", "proto:", "unexpected EOF", "invalid character"];

    private readonly PlaybackNode _node = new();

    public override void Check(VectorCase vector)
    {
        var (input, output) = (vector.In, vector.Out);
        _node.Record(Recorded(input.Text("path"), output));
        using var request = Request(input);
        using var response = _node.Http(request);
        byte[] body = response.Content.ReadAsByteArrayAsync().GetAwaiter().GetResult();
        VectorCase.Equal(output.I32("http_status"), (int)response.StatusCode, "HTTP status");
        if (output.Has("body"))
        {
            RecordedCalls.SameJson(output.GetProperty("body"), body, "body");
            VectorCase.Equal(output.I32("body_bytes"), body.Length, "length of the body");
        }
        else
        {
            VectorCase.Equal(output.Text("body_text"), Encoding.UTF8.GetString(body), "body");
        }

        HttpHeaders.Check(output.GetProperty("headers"), response);
    }

    public void Dispose() => _node.Dispose();

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

    /// <summary>What the handler answers so that the recorded body comes out, if the carriage lets the request through.</summary>
    private static JsonElement Recorded(string path, JsonElement output)
    {
        var method = SpacemeshServices.All.SelectMany(service => service.Methods).FirstOrDefault(method => path.Split('?')[0] == PathOf(method));
        var answer = new Dictionary<string, object> { ["code"] = (int)StatusCode.Internal, ["message"] = "the handler was reached" };
        if (method is not null && output.Has("body"))
        {
            var body = output.GetProperty("body");
            if (output.I32("http_status") == 200)
            {
                var message = method.OutputType.Parser.ParseFrom(ByteString.Empty);
                ProtoJsonReader.Read(Encoding.UTF8.GetBytes(body.GetRawText()), message);
                answer = new() { ["code"] = 0, ["response"] = Convert.ToHexStringLower(message.ToByteArray()) };
            }
            else if (!CarriageErrors.Any(error => body.Text("message").StartsWith(error, StringComparison.Ordinal)))
            {
                answer = new() { ["code"] = body.I32("code"), ["message"] = body.Text("message") };
            }
        }

        return JsonSerializer.SerializeToElement(answer);
    }

    private static string PathOf(Google.Protobuf.Reflection.MethodDescriptor method) =>
        method.GetOptions()?.GetExtension(Google.Api.AnnotationsExtensions.Http)?.Post is { Length: > 0 } path ? path : $"/{method.Service.FullName}/{method.Name}";
}
