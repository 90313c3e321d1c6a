using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Spacemesh.Post.Remote.Tls;

/// <summary>
/// A small certificate authority for a node and its PoST services: <c>ca.crt</c>, <c>ca.key</c>, and <c>NAME.crt</c> with <c>NAME.key</c> for the
/// node (<c>server</c>) and each service. What the guides do with openssl. Keys are readable by their owner only; files appear whole.
/// </summary>
public sealed class CertificateFolder
{
    /// <summary>Name of the node's certificate.</summary>
    public const string Server = "server";

    private const string Authority = "ca";
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerFolder = OwnerFile | UnixFileMode.UserExecute;
    private const UnixFileMode PublicFile = OwnerFile | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Clocks of the two machines differ.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromHours(1);

    private readonly TimeProvider _time;

    public CertificateFolder(string path, TimeProvider time)
    {
        Path = System.IO.Path.GetFullPath(path);
        _time = time;
    }

    public string Path { get; }

    public bool HasAuthority => File.Exists(CertificateOf(Authority));

    public string CertificateOf(string name) => System.IO.Path.Combine(Path, name + ".crt");

    public string KeyOf(string name) => System.IO.Path.Combine(Path, name + ".key");

    /// <summary>The certificates of the folder, that of the authority among them.</summary>
    public IReadOnlyList<CertificateExpiry> Expiries() =>
        Directory.Exists(Path) ? CertificateExpiry.OfFiles(Directory.EnumerateFiles(Path, "*.crt").Order(StringComparer.Ordinal)) : [];

    /// <summary>Makes the authority.</summary>
    /// <param name="lifetime">How long it is good for.</param>
    /// <exception cref="InvalidOptionException">There is one already: everything that it signed would be worthless.</exception>
    public void CreateAuthority(TimeSpan lifetime)
    {
        if (HasAuthority || File.Exists(KeyOf(Authority)))
            throw new InvalidOptionException("dir", $"{CertificateOf(Authority)} exists: every certificate that it signed would stop working; use another folder, or `certs add` and `certs renew`");
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(Path);
        else
            Directory.CreateDirectory(Path, OwnerFolder);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Spacemesh PoST services CA", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        var now = _time.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now - ClockSkew, now + lifetime);
        Write(KeyOf(Authority), key.ExportPkcs8PrivateKeyPem(), OwnerFile);
        Write(CertificateOf(Authority), certificate.ExportCertificatePem(), PublicFile);
    }

    /// <summary>Makes the node's certificate, with a new key.</summary>
    /// <param name="hosts">Names and addresses that services connect to.</param>
    /// <param name="lifetime">How long it is good for.</param>
    /// <exception cref="InvalidOptionException">A host is empty, or there is no authority.</exception>
    public void CreateServer(IReadOnlyList<string> hosts, TimeSpan lifetime)
    {
        ArgumentNullException.ThrowIfNull(hosts);
        if (hosts.Count == 0 || hosts.Any(string.IsNullOrWhiteSpace))
            throw new InvalidOptionException("host", "name at least one host name or address that PoST services connect to");
        var names = new SubjectAlternativeNameBuilder();
        foreach (string host in hosts.Distinct(StringComparer.OrdinalIgnoreCase))
        {
            if (IPAddress.TryParse(host, out var address))
                names.AddIpAddress(address);
            else if (Uri.CheckHostName(host) == UriHostNameType.Dns)
                names.AddDnsName(host);
            else
                throw new InvalidOptionException("host", $"'{host}' is neither a host name nor an address");
        }

        Issue(Server, "Spacemesh node", ServerAuthentication, names.Build(), lifetime);
    }

    /// <summary>Makes a PoST service's certificate, with a new key.</summary>
    /// <exception cref="InvalidOptionException">The name is no file name, or there is no authority.</exception>
    public void CreateClient(string name, TimeSpan lifetime)
    {
        if (name is null or "" or Authority or Server || name.Length > 64 || !name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.') || name[0] == '.')
            throw new InvalidOptionException("client", $"'{name}': a service's name has letters, digits, '-', '_' and '.', and is neither '{Authority}' nor '{Server}'");
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        Issue(name, name, ClientAuthentication, names.Build(), lifetime);
    }

    /// <summary>Makes a certificate anew, with its names and a new key.</summary>
    /// <exception cref="InvalidOptionException">There is no such certificate, or no authority.</exception>
    public void Renew(string name, TimeSpan lifetime)
    {
        X509Certificate2 old;
        try
        {
            old = X509CertificateLoader.LoadCertificateFromFile(CertificateOf(name));
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new InvalidOptionException("name", $"{CertificateOf(name)} cannot be renewed: {exception.Message}");
        }

        using (old)
        {
            var alternatives = old.Extensions.OfType<X509SubjectAlternativeNameExtension>().SingleOrDefault();
            if (name == Server)
            {
                CreateServer(
                    alternatives is null ? ["localhost"] : [.. alternatives.EnumerateDnsNames(), .. alternatives.EnumerateIPAddresses().Select(address => address.ToString())], lifetime);
            }
            else
            {
                CreateClient(name, lifetime);
            }
        }
    }

    private void Issue(string name, string subject, string usage, X509Extension alternatives, TimeSpan lifetime)
    {
        using var authority = LoadAuthority();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var distinguished = new X500DistinguishedNameBuilder();
        distinguished.AddCommonName(subject);
        var request = new CertificateRequest(distinguished.Build(), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], false));
        request.CertificateExtensions.Add(alternatives);
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, true, false));
        var now = _time.GetUtcNow();
        DateTimeOffset from = Later(now - ClockSkew, authority.NotBefore.ToUniversalTime());
        var until = Earlier(now + lifetime, authority.NotAfter.ToUniversalTime());
        if (until <= now)
            throw new InvalidOptionException("dir", $"the authority {CertificateOf(Authority)} has expired: make a new one in another folder, and give its certificates to the node and all services");
        byte[] serial = RandomNumberGenerator.GetBytes(16);
        serial[0] &= 0x7f;
        using var certificate = request.Create(authority, from, until, serial);
        // The key first: a certificate never lies there without its key.
        Write(KeyOf(name), key.ExportPkcs8PrivateKeyPem(), OwnerFile);
        Write(CertificateOf(name), certificate.ExportCertificatePem(), PublicFile);
    }

    private X509Certificate2 LoadAuthority()
    {
        try
        {
            return X509Certificate2.CreateFromPemFile(CertificateOf(Authority), KeyOf(Authority));
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new InvalidOptionException("dir", $"the authority {CertificateOf(Authority)} with {KeyOf(Authority)} cannot be used: {exception.Message}; `certs init` makes one");
        }
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private static void Write(string path, string text, UnixFileMode mode)
    {
        string temporary = path + ".tmp";
        File.Delete(temporary);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = mode;
        using (var stream = new FileStream(temporary, options))
        {
            stream.Write(System.Text.Encoding.ASCII.GetBytes(text + "\n"));
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }
}
