using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Spacemesh.Libp2p.Identity;
using PublicKey = Spacemesh.Libp2p.Identity.PublicKey;

namespace Spacemesh.Libp2p.Security;

/// <summary>libp2p's TLS certificates (spec 08 §2.11): self-signed, with the identity in an extension.</summary>
public static class TlsCertificate
{
    public const string ExtensionOid = "1.3.6.1.4.1.53594.1.1";

    private const int MaximumSize = 16 << 10;
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(365 * 100);
    private static readonly byte[] SignaturePrefix = "libp2p-tls-handshake:"u8.ToArray();

    /// <summary>Content of the extension for a certificate key.</summary>
    public static byte[] Extension(IdentityKey identity, ReadOnlySpan<byte> subjectPublicKeyInfo)
    {
        ArgumentNullException.ThrowIfNull(identity);
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteOctetString(identity.PublicKey.Encoded);
            writer.WriteOctetString(identity.Sign([.. SignaturePrefix, .. subjectPublicKeyInfo]));
        }

        return writer.Encode();
    }

    /// <summary>A new certificate with a fresh P-256 key.</summary>
    public static X509Certificate2 Create(IdentityKey identity, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("SERIALNUMBER=1", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509Extension(ExtensionOid, Extension(identity, key.ExportSubjectPublicKeyInfo()), critical: false));
        return request.CreateSelfSigned(now - TimeSpan.FromHours(1), now + Lifetime);
    }

    /// <summary>
    /// The identity behind a peer's certificate chain; null unless it is exactly one certificate within its time whose extension is signed. The
    /// certificate's own signature is not looked at: TLS proves its key.
    /// </summary>
    public static PublicKey? Verify(IReadOnlyList<byte[]> chain, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(chain);
        if (chain.Count != 1 || chain[0].Length > MaximumSize)
            return null;
        try
        {
            using var certificate = X509CertificateLoader.LoadCertificate(chain[0]);
            if (now < certificate.NotBefore.ToUniversalTime() || now > certificate.NotAfter.ToUniversalTime())
                return null;
            var extension = certificate.Extensions.FirstOrDefault(item => string.Equals(item.Oid?.Value, ExtensionOid, StringComparison.Ordinal));
            if (extension is null)
                return null;
            var reader = new AsnReader(extension.RawData, AsnEncodingRules.DER);
            var sequence = reader.ReadSequence();
            byte[] encodedKey = sequence.ReadOctetString();
            byte[] signature = sequence.ReadOctetString();
            if (sequence.HasData || reader.HasData || !PublicKey.TryDecode(encodedKey, out var key))
                return null;
            byte[] subject = certificate.PublicKey.ExportSubjectPublicKeyInfo();
            return key!.Verify([.. SignaturePrefix, .. subject], signature) ? key : null;
        }
        catch (Exception exception) when (exception is CryptographicException or AsnContentException)
        {
            return null;
        }
    }
}
