using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Spacemesh.Rpc.Client;
using Spacemesh.Rpc.Server;
using Spacemesh.V1;

namespace Spacemesh.Rpc.Tests.Kit;

/// <summary>A listener with mutual TLS that serves PostInfoService, and clients with the certificates that the golden data names.</summary>
internal sealed class TlsEndpoint : IDisposable
{
    public const string Accepted = "signed by the CA, clientAuth";

    private readonly TestCertificates _certificates = new();
    private readonly TestServer _server = new();
    private readonly RpcListener _listener;

    public TlsEndpoint()
    {
        var service = new RpcServiceBinding(PostReflection.Descriptor.Services.Single(service => service.Name == "PostInfoService"))
            .Unary<PostStatesRequest, PostStatesResponse>("PostStates", (_, _) => Task.FromResult(PostStatesResponse.Parser.ParseFrom(Answer)));
        _listener = _server.ListenAsync(
            options => options with { Tls = new RpcServerTls { Certificate = _certificates.Server, ClientAuthorities = [_certificates.Authority] } }, service)
            .GetAwaiter().GetResult();
    }

    public byte[] Answer { get; set; } = [];

    public RpcChannel Channel(string kind) => new(
        new RpcChannelOptions
        {
            Address = new Uri($"https://{_listener.EndPoint}"),
            Tls = new RpcClientTls { Authorities = [_certificates.Authority], Certificate = Certificate(kind) },
        },
        TimeProvider.System);

    /// <summary>Only the handshake; what the server says after it is not waited for.</summary>
    public (string Alpn, SslProtocols Protocol) Handshake(string kind, SslProtocols protocols, SslApplicationProtocol offered)
    {
        using var ssl = Connect(kind, protocols, offered);
        return (ssl.NegotiatedApplicationProtocol.ToString(), ssl.SslProtocol);
    }

    /// <summary>How the server turns a client away once the client has finished its handshake; null where it speaks HTTP/2 with it.</summary>
    public string? AfterHandshake(string kind)
    {
        try
        {
            using var ssl = Connect(kind, SslProtocols.Tls13, SslApplicationProtocol.Http2);
            return ssl.ReadByte() < 0 ? "end of the connection" : null;
        }
        catch (Exception exception) when (exception is IOException or AuthenticationException)
        {
            return exception.ToString();
        }
    }

    private SslStream Connect(string kind, SslProtocols protocols, SslApplicationProtocol offered)
    {
        var client = new TcpClient();
        client.Connect(_listener.EndPoint);
        var ssl = new SslStream(client.GetStream());
        var certificate = Certificate(kind);
        ssl.AuthenticateAsClient(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            EnabledSslProtocols = protocols,
            ApplicationProtocols = [offered],
            ClientCertificateContext = certificate is null ? null : SslStreamCertificateContext.Create(certificate, null, offline: true),
            RemoteCertificateValidationCallback = (_, _, _, _) => true,
        });
        return ssl;
    }

    public void Dispose()
    {
        _server.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _certificates.Dispose();
    }

    private X509Certificate2? Certificate(string kind) => kind switch
    {
        "none" => null,
        Accepted => _certificates.Client,
        "foreign CA" => _certificates.ForeignClient(),
        "expired" => _certificates.Expired(),
        "server certificate (serverAuth only)" => _certificates.Server,
        "signed by the CA without key usage extension" => _certificates.WithoutUsage(),
        _ => throw new ArgumentException($"no certificate is known as '{kind}'", nameof(kind)),
    };
}
