using System.Net.Security;
using System.Security.Authentication;
using System.Text.Json;
using Google.Protobuf;
using Spacemesh.Rpc.Tests.Kit;
using Spacemesh.Testing.Vectors;
using Spacemesh.V1;

namespace Spacemesh.Rpc.Tests.Vectors;

/// <summary>What happens below the services: names, malformed messages, sizes, compression, and who passes the TLS handshake.</summary>
[VectorFile("09a-transport")]
public sealed class TransportVectors : VectorSuite, IDisposable
{
    private const string ClientCertificate = "client certificate: ";
    private const string Protocol = "protocol ";

    private readonly PlaybackNode _node = new();
    private readonly TlsEndpoint _tls = new();

    public override void Check(VectorCase vector)
    {
        var (input, output) = (vector.In, vector.Out);
        if (vector.Name.StartsWith(ClientCertificate, StringComparison.Ordinal))
            CheckCertificate(vector.Name[ClientCertificate.Length..], input, output);
        else if (vector.Name.StartsWith(Protocol, StringComparison.Ordinal))
            CheckProtocol(vector.Name[Protocol.Length..], output);
        else if (vector.Name == "ALPN http/1.1 only")
            CheckAlpn(output);
        else if (input.Has("path"))
            CheckLargeBody(input, output);
        else
            CheckCall(vector.Name, input, output);
    }

    public void Dispose()
    {
        _tls.Dispose();
        _node.Dispose();
    }

    private void CheckCall(string name, JsonElement input, JsonElement output)
    {
        byte[] request = input.Has("request_length") ? Padded(input.I32("request_length")) : input.Hex("request");

        // Refusals of the carriage are not recorded for the handler: it says OK when it is reached.
        bool carriage = output.I32("code") is 8 or 12 or 13;
        _node.Record(carriage ? JsonSerializer.SerializeToElement(new { code = 0, response = "" }) : output);
        var (code, message, responses) = name == "gzip request"
            ? GrpcWire.Call(_node.Channel(input.Text("endpoint")), input.Text("method"), request, "gzip")
            : RawCall.Run(_node.Channel(input.Text("endpoint")), input.Text("method"), request);
        VectorCase.Equal(output.I32("code"), (int)code, "code");
        VectorCase.Equal(output.Has("message") ? output.Text("message") : "", message, "message");
        if (output.Has("response"))
            VectorCase.Equal(output.Hex("response"), responses[0], "response");
        if (input.Has("request_length") && !carriage)
            VectorCase.Equal(request.Length, _node.Seen?.CalculateSize() ?? 0, "request the handler saw");
    }

    private void CheckLargeBody(JsonElement input, JsonElement output)
    {
        var body = output.GetProperty("body");
        _node.Record(JsonSerializer.SerializeToElement(new { code = body.I32("code"), message = body.Text("message") }));
        byte[] transaction = new byte[(10 << 20) + 300];
        using var request = new HttpRequestMessage(HttpMethod.Post, input.Text("path"))
        {
            Content = new StringContent($"{{\"transaction\":\"{Convert.ToBase64String(transaction)}\"}}"),
        };
        using var response = _node.Http(request);
        VectorCase.Equal(output.I32("http_status"), (int)response.StatusCode, "HTTP status");
        RecordedCalls.SameJson(body, response.Content.ReadAsByteArrayAsync().GetAwaiter().GetResult(), "body");
        VectorCase.Equal(transaction.Length, ((SubmitTransactionRequest)_node.Seen!).Transaction.Length, "transaction the handler saw");
    }

    private void CheckCertificate(string kind, JsonElement input, JsonElement output)
    {
        bool accepted = output.I32("code") == 0;
        _tls.Answer = accepted ? output.Hex("response") : [];
        using var channel = _tls.Channel(kind);
        var (code, message, responses) = RawCall.Run(channel, input.Text("method"), []);
        VectorCase.Equal(output.I32("code"), (int)code, $"code ({message})");
        if (accepted)
            VectorCase.Equal(output.Hex("response"), responses[0], "response");
        var (alpn, protocol) = _tls.Handshake(kind, SslProtocols.Tls12 | SslProtocols.Tls13, SslApplicationProtocol.Http2);
        if (accepted)
        {
            VectorCase.Equal(output.Text("alpn"), alpn, "ALPN");
            VectorCase.Equal(output.Text("tls_version"), protocol == SslProtocols.Tls13 ? "TLS 1.3" : protocol.ToString(), "TLS version");
        }
    }

    private void CheckProtocol(string name, JsonElement output)
    {
#pragma warning disable SYSLIB0039, CA5397 // TLS 1.1 is offered to see it refused.
        var offered = name switch { "TLS 1.1" => SslProtocols.Tls11, "TLS 1.2" => SslProtocols.Tls12, _ => SslProtocols.Tls13 };
#pragma warning restore SYSLIB0039, CA5397
        bool passed;
        try
        {
            passed = _tls.Handshake(TlsEndpoint.Accepted, offered, SslApplicationProtocol.Http2).Protocol == offered;
        }
        catch (Exception exception) when (exception is AuthenticationException or IOException)
        {
            passed = false;
        }

        VectorCase.Equal(output.Text("handshake") == "ok", passed, "handshake");
    }

    private void CheckAlpn(JsonElement output) =>
        VectorCase.Equal(output.Text("alpn"), _tls.Handshake(TlsEndpoint.Accepted, SslProtocols.None, SslApplicationProtocol.Http11).Alpn, "ALPN");

    /// <summary>A SubmitTransactionRequest of exactly this encoded length.</summary>
    private static byte[] Padded(int length)
    {
        var request = new SubmitTransactionRequest { Transaction = ByteString.CopyFrom(new byte[length - 5]) };
        VectorCase.Equal(length, request.CalculateSize(), "length of the request");
        return request.ToByteArray();
    }
}
