using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Spacemesh.Rpc.Server;

/// <summary>Whether a client certificate chains to the pool, is in its time and, where it says so, is meant for clients (spec 09a §2.3).</summary>
internal sealed class ClientCertificateCheck(X509Certificate2Collection authorities, TimeProvider time)
{
    private static readonly Oid ClientAuthentication = new("1.3.6.1.5.5.7.3.2");

    public bool Accepts(X509Certificate2 certificate, X509Certificate2Collection? sent = null)
    {
        using var chain = new X509Chain();
        var policy = chain.ChainPolicy;
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.CustomTrustStore.AddRange(authorities);
        if (sent is not null)
            policy.ExtraStore.AddRange(sent);
        policy.RevocationMode = X509RevocationMode.NoCheck;
        policy.DisableCertificateDownloads = true;
        policy.ApplicationPolicy.Add(ClientAuthentication);
        policy.VerificationTime = time.GetUtcNow().UtcDateTime;
        policy.VerificationTimeIgnored = false;
        if (chain.Build(certificate))
            return true;

        // An authority of the pool may itself be signed by another: the chain then ends where the pool begins.
        return chain.ChainStatus.All(status => status.Status == X509ChainStatusFlags.PartialChain)
            && chain.ChainElements.Count > 0
            && authorities.Any(authority => authority.RawDataMemory.Span.SequenceEqual(chain.ChainElements[^1].Certificate.RawDataMemory.Span));
    }
}
