using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Spacemesh.Rpc.Client;

/// <summary>TLS of a channel.</summary>
public sealed record RpcClientTls
{
    /// <summary>The authorities the server's certificate must chain to; empty trusts those of the system.</summary>
    public X509Certificate2Collection Authorities { get; init; } = [];

    /// <summary>The certificate shown to a server that asks for one, with its private key.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>The name the server's certificate must carry; null is the host of the address.</summary>
    public string? ServerName { get; init; }

    internal SslClientAuthenticationOptions Options(string host, TimeProvider time)
    {
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = ServerName ?? host,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        };
        if (Certificate is not null)
            options.ClientCertificateContext = SslStreamCertificateContext.Create(Certificate, null, offline: true);
        if (Authorities.Count > 0)
        {
            var policy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
                DisableCertificateDownloads = true,
                VerificationTime = time.GetUtcNow().UtcDateTime,
                VerificationTimeIgnored = false,
            };
            policy.CustomTrustStore.AddRange(Authorities);
            options.CertificateChainPolicy = policy;
        }

        return options;
    }
}
