using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Spacemesh.Rpc.Client;

namespace Spacemesh.Post.Remote.Tls;

/// <summary>PEM files of a PoST service that connects over mutual TLS.</summary>
/// <param name="Authorities">Who the node's certificate must come from.</param>
/// <param name="Certificate">The service's own certificate.</param>
/// <param name="Key">Its private key.</param>
public sealed record ClientTlsFiles(string Authorities, string Certificate, string Key)
{
    /// <summary>Reads the files.</summary>
    /// <param name="domain">The name that the node's certificate must carry; null takes the address's host.</param>
    /// <exception cref="InvalidDataException">A file is missing or holds nothing usable; the text names it.</exception>
    public RpcClientTls Load(string? domain)
    {
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPemFile(Authorities);
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"CA certificate {Authorities}: {exception.Message}", exception);
        }

        if (authorities.Count == 0)
            throw new InvalidDataException($"CA certificate {Authorities}: the file holds no PEM certificate");
        try
        {
            using var pem = X509Certificate2.CreateFromPemFile(Certificate, Key);
            // Schannel needs a persisted key; a round trip through PKCS #12 gives one and changes nothing elsewhere.
            return new RpcClientTls { Authorities = authorities, Certificate = X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null), ServerName = domain };
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new InvalidDataException($"certificate {Certificate} with key {Key}: {exception.Message}", exception);
        }
    }
}
