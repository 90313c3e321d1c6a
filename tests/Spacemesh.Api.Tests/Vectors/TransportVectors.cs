using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Authentication;
using System.Text.Json;
using System.Text.RegularExpressions;
using Google.Protobuf;
using Spacemesh.Api.Tests.Golden;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Api.Tests.Vectors;

/// <summary>What happens below and at the edges of the node's services: names, malformed messages, sizes, compression, TLS handshakes.</summary>
[VectorFile("09a-transport")]
public sealed partial class TransportVectors : VectorSuite, IDisposable
{
    private const string ClientCertificate = "client certificate: ";
    private const string Protocol = "protocol ";

    private readonly TlsNode _tls = new();
    private GoldenNetwork? _network;
    private GoldenNode? _node;

    public override void Open(VectorFile file)
    {
        _network = GoldenNetwork.Beside(file);
        _node = GoldenNode.Start(_network.At(_network.End), _network.Parameters, _network.End, GoldenSmeshing.Of(_network), _tls.On(GoldenNode.OptionsOf(_network)));
    }

    public override void Check(VectorCase vector)
    {
        var (input, output) = (vector.In, vector.Out);
        if (vector.Name.StartsWith(ClientCertificate, StringComparison.Ordinal))
            CheckCertificate(vector.Name[ClientCertificate.Length..], input, output);
        else if (vector.Name.StartsWith(Protocol, StringComparison.Ordinal))
            CheckProtocol(vector.Name[Protocol.Length..], output);
        else if (vector.Name == "ALPN http/1.1 only")
            VectorCase.Equal(output.Text("alpn"), _tls.Handshake(_node!, TlsNode.Accepted, SslProtocols.None, SslApplicationProtocol.Http11).Alpn, "ALPN");
        else if (input.Has("path"))
            CheckLargeBody(input, output);
        else
            CheckCall(vector.Name, input, output);
    }

    public void Dispose()
    {
        _node?.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _network?.Dispose();
        _tls.Dispose();
    }

    private static (StatusCode Code, string Message, List<byte[]> Responses) Call(RpcChannel channel, string method, byte[] request)
    {
        var responses = new List<byte[]>();
        try
        {
            using var call = channel.StartAsync(new RpcMethod<byte[], byte[]>("/" + method, false, true, RpcMarshaller.Raw, RpcMarshaller.Raw), request).GetAwaiter().GetResult();
            while (call.ReadAsync().GetAwaiter().GetResult() is (true, var response))
                responses.Add(response);
            return (StatusCode.Ok, "", responses);
        }
        catch (RpcException exception)
        {
            return (exception.Code, exception.Message, responses);
        }
    }

    private void CheckCall(string name, JsonElement input, JsonElement output)
    {
        byte[] request = input.Has("request_length") ? Padded(input.I32("request_length")) : input.Hex("request");
        var (code, message, responses) = name == "gzip request"
            ? Gzip(input.Text("method"), request)
            : Call(_node!.Channel(input.Text("endpoint")), input.Text("method"), request);
        VectorCase.Equal(output.I32("code"), (int)code, $"code ({message})");
        VectorCase.Equal(output.Has("message") ? output.Text("message") : "", message, "message");
        if (output.Has("response"))
            VectorCase.Equal(output.Hex("response"), responses[0], "response");
    }

    private (StatusCode Code, string Message, List<byte[]> Responses) Gzip(string method, byte[] request)
    {
        using var http = new HttpClient();
        byte[] frame = [0, 0, 0, 0, (byte)request.Length, .. request];
        using var message = new HttpRequestMessage(HttpMethod.Post, $"http://{_node!.Server.Public}/{method}")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(frame) { Headers = { ContentType = new MediaTypeHeaderValue("application/grpc") } },
        };
        message.Headers.Add("grpc-encoding", "gzip");
        using var response = http.SendAsync(message).GetAwaiter().GetResult();
        var headers = response.Headers.Concat(response.TrailingHeaders).ToDictionary(header => header.Key, header => string.Join(',', header.Value));
        return ((StatusCode)int.Parse(headers["grpc-status"], System.Globalization.CultureInfo.InvariantCulture), Uri.UnescapeDataString(headers.GetValueOrDefault("grpc-message", "")), []);
    }

    private void CheckLargeBody(JsonElement input, JsonElement output)
    {
        string expected = output.GetProperty("body").Text("message");
        int size = int.Parse(Size().Match(expected).Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
        using var request = new HttpRequestMessage(HttpMethod.Post, input.Text("path"))
        {
            Content = new StringContent($"{{\"transaction\":\"{Convert.ToBase64String(new byte[size])}\"}}"),
        };
        using var response = _node!.Http!.SendAsync(request).GetAwaiter().GetResult();
        VectorCase.Equal(output.I32("http_status"), (int)response.StatusCode, "HTTP status");
        using var body = JsonDocument.Parse(response.Content.ReadAsByteArrayAsync().GetAwaiter().GetResult());
        VectorCase.Equal(expected, body.RootElement.Text("message"), "message");
    }

    [GeneratedRegex(@"tx size \((\d+)\)", RegexOptions.CultureInvariant)]
    private static partial Regex Size();

    private void CheckCertificate(string kind, JsonElement input, JsonElement output)
    {
        bool accepted = output.I32("code") == 0;
        using var channel = _tls.Channel(_node!, kind);
        var (code, message, responses) = Call(channel, input.Text("method"), []);
        VectorCase.Equal(output.I32("code"), (int)code, $"code ({message})");
        if (!accepted)
            return;
        VectorCase.Equal(output.Hex("response"), responses[0], "response");
        var (alpn, protocol) = _tls.Handshake(_node!, kind, SslProtocols.Tls12 | SslProtocols.Tls13, SslApplicationProtocol.Http2);
        VectorCase.Equal(output.Text("alpn"), alpn, "ALPN");
        VectorCase.Equal(output.Text("tls_version"), protocol == SslProtocols.Tls13 ? "TLS 1.3" : protocol.ToString(), "TLS version");
    }

    private void CheckProtocol(string name, JsonElement output)
    {
#pragma warning disable SYSLIB0039, CA5397 // TLS 1.1 is offered to see it refused.
        var offered = name switch { "TLS 1.1" => SslProtocols.Tls11, "TLS 1.2" => SslProtocols.Tls12, _ => SslProtocols.Tls13 };
#pragma warning restore SYSLIB0039, CA5397
        bool passed;
        try
        {
            passed = _tls.Handshake(_node!, TlsNode.Accepted, offered, SslApplicationProtocol.Http2).Protocol == offered;
        }
        catch (Exception exception) when (exception is AuthenticationException or IOException)
        {
            passed = false;
        }

        VectorCase.Equal(output.Text("handshake") == "ok", passed, "handshake");
    }

    /// <summary>A SubmitTransactionRequest of exactly this encoded length.</summary>
    private static byte[] Padded(int length) => new V1.SubmitTransactionRequest { Transaction = ByteString.CopyFrom(new byte[length - 5]) }.ToByteArray();
}
