using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Spacemesh.Rpc.Tests.Kit;

namespace Spacemesh.Api.Tests.Golden;

/// <summary>PEM files for the TLS endpoint of a node, and clients with the certificates that the golden data names.</summary>
internal sealed class TlsNode : IDisposable
{
    public const string Accepted = "signed by the CA, clientAuth";

    private readonly TestCertificates _certificates = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("spacemesh-tls-");

    public TlsNode()
    {
        string Write(string name, string pem)
        {
            string path = Path.Combine(_folder.FullName, name);
            File.WriteAllText(path, pem);
            return path;
        }

        Files = new TlsFiles(
            Write("ca.pem", _certificates.Authority.ExportCertificatePem()),
            Write("server.pem", _certificates.Server.ExportCertificatePem()),
            Write("server.key", _certificates.Server.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem()));
    }

    public TlsFiles Files { get; }

    public ApiOptions On(ApiOptions options) => options with { Tls = new ApiListener("127.0.0.1:0", ServiceNames.PostByDefault), TlsFiles = Files };

    public RpcChannel Channel(GoldenNode node, string kind) => new(
        new RpcChannelOptions
        {
            Address = new Uri($"https://{node.Server.Tls}"),
            Tls = new RpcClientTls { Authorities = [_certificates.Authority], Certificate = Certificate(kind) },
        },
        TimeProvider.System);

    /// <summary>Only the handshake; what the server says after it is not waited for.</summary>
    public (string Alpn, SslProtocols Protocol) Handshake(GoldenNode node, string kind, SslProtocols protocols, SslApplicationProtocol offered)
    {
        using var client = new TcpClient();
        client.Connect(node.Server.Tls!);
        using var ssl = new SslStream(client.GetStream());
        var certificate = Certificate(kind);
        ssl.AuthenticateAsClient(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            EnabledSslProtocols = protocols,
            ApplicationProtocols = [offered],
            ClientCertificateContext = certificate is null ? null : SslStreamCertificateContext.Create(certificate, null, offline: true),
            RemoteCertificateValidationCallback = (_, _, _, _) => true,
        });
        return (ssl.NegotiatedApplicationProtocol.ToString(), ssl.SslProtocol);
    }

    public void Dispose()
    {
        _certificates.Dispose();
        _folder.Delete(recursive: true);
    }

    private X509Certificate2? Certificate(string kind) => kind switch
    {
        "none" => null,
        Accepted => _certificates.Client,
        "foreign CA" => _certificates.ForeignClient(),
        "expired" => _certificates.Expired(),
        "server certificate (serverAuth only)" => _certificates.Server,
        "signed by the CA without key usage extension" => _certificates.WithoutUsage(),
        _ => throw new ArgumentException($"no certificate of the kind '{kind}'", nameof(kind)),
    };
}
