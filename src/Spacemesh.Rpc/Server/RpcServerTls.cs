using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Spacemesh.Rpc.Server;

/// <summary>TLS of a listener.</summary>
public sealed record RpcServerTls
{
    /// <summary>The server's certificate with its private key.</summary>
    public required X509Certificate2 Certificate { get; init; }

    /// <summary>Intermediate certificates sent with it.</summary>
    public X509Certificate2Collection Chain { get; init; } = [];

    /// <summary>
    /// The authorities a client certificate must chain to. With any, every client must show one; names are not checked,
    /// the client-auth usage only where the certificate has the extension (spec 09a §2.3). Empty: clients stay anonymous.
    /// </summary>
    public X509Certificate2Collection ClientAuthorities { get; init; } = [];

    /// <summary>Reads PEM files: the certificate chain, its key, and the client authorities (null for none).</summary>
    /// <exception cref="InvalidDataException">A file is missing or holds nothing usable; the text begins as the reference's does.</exception>
    public static RpcServerTls Load(string certificatePath, string keyPath, string? clientAuthoritiesPath)
    {
        X509Certificate2 certificate;
        var chain = new X509Certificate2Collection();
        try
        {
            using var pem = X509Certificate2.CreateFromPemFile(certificatePath, keyPath);
            // Schannel needs a persisted key; a round trip through PKCS #12 gives one and changes nothing elsewhere.
            certificate = X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
            chain.ImportFromPemFile(certificatePath);
            chain.RemoveAt(0);
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new InvalidDataException($"load server certificate: {certificatePath}, {keyPath}: {exception.Message}", exception);
        }

        if (clientAuthoritiesPath is null)
            return new() { Certificate = certificate, Chain = chain };
        string authorities;
        try
        {
            authorities = File.ReadAllText(clientAuthoritiesPath);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            string reason = exception is FileNotFoundException or DirectoryNotFoundException ? "no such file or directory" : exception.Message;
            throw new InvalidDataException($"load ca certificate: open {clientAuthoritiesPath}: {reason}", exception);
        }

        return new() { Certificate = certificate, Chain = chain, ClientAuthorities = Usable(authorities) };
    }

    private static X509Certificate2Collection Usable(string pem)
    {
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPem(pem);
        }
        catch (CryptographicException exception)
        {
            throw new InvalidDataException($"setup CA certificate: {exception.Message}", exception);
        }

        return authorities.Count > 0 ? authorities : throw new InvalidDataException("setup CA certificate: the file holds no PEM certificate");
    }
}
