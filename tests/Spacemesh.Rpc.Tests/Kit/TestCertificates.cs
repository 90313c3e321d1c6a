using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Spacemesh.Rpc.Tests.Kit;

/// <summary>A certificate authority and what it signs, made anew for each test.</summary>
internal sealed class TestCertificates : IDisposable
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private static readonly DateTimeOffset Start = DateTimeOffset.UtcNow.AddDays(-10);

    public TestCertificates()
    {
        Authority = MakeAuthority("CN=test authority");
        Foreign = MakeAuthority("CN=foreign authority");
        Server = Sign(Authority, "CN=server", [ServerAuthentication]);
        Client = Sign(Authority, "CN=client", [ClientAuthentication]);
    }

    public X509Certificate2 Authority { get; }

    public X509Certificate2 Foreign { get; }

    public X509Certificate2 Server { get; }

    public X509Certificate2 Client { get; }

    public X509Certificate2 ForeignClient() => Sign(Foreign, "CN=client", [ClientAuthentication]);

    public X509Certificate2 Expired() => Sign(Authority, "CN=client", [ClientAuthentication], Start.AddDays(1));

    public X509Certificate2 WithoutUsage() => Sign(Authority, "CN=client", []);

    public void Dispose()
    {
        Authority.Dispose();
        Foreign.Dispose();
        Server.Dispose();
        Client.Dispose();
    }

    private static X509Certificate2 MakeAuthority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(Start.AddDays(-1), Start.AddDays(1000));
    }

    private static X509Certificate2 Sign(X509Certificate2 authority, string name, string[] usages, DateTimeOffset? end = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        if (usages.Length > 0)
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([.. usages.Select(usage => new Oid(usage))], false));
        using var signed = request.Create(authority, Start, end ?? Start.AddDays(900), Guid.NewGuid().ToByteArray());
        using var withKey = signed.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null);
    }
}
