using System.Security.Cryptography.X509Certificates;
using Spacemesh.Rpc.Client;
using Spacemesh.Rpc.Server;
using Spacemesh.Rpc.Tests.Kit;

namespace Spacemesh.Rpc.Tests;

public sealed class TlsTests
{
    [Theory]
    [InlineData("none")]
    [InlineData("foreign CA")]
    [InlineData("expired")]
    [InlineData("server certificate (serverAuth only)")]
    public void Refused_client_learns_it_by_an_alert_or_the_end_of_the_connection(string kind)
    {
        using var endpoint = new TlsEndpoint();
        Assert.NotNull(endpoint.AfterHandshake(kind));
    }

    [Fact]
    public void Accepted_client_gets_settings()
    {
        using var endpoint = new TlsEndpoint();
        Assert.Null(endpoint.AfterHandshake(TlsEndpoint.Accepted));
    }

    [Fact]
    public async Task Handler_sees_the_certificate_of_the_client()
    {
        using var certificates = new TestCertificates();
        string? subject = null;
        await using var server = new TestServer();
        var listener = await server.ListenAsync(options => options with
        {
            Tls = new RpcServerTls { Certificate = certificates.Server, ClientAuthorities = [certificates.Authority] },
            Interceptors = [(context, next) => { subject = context.PeerCertificate?.Subject; return next(); }],
        });
        using var channel = Channel(listener, certificates.Authority, certificates.Client);
        await channel.UnaryAsync(TestService.Echo, new RpcTest.V1.Text());
        Assert.Equal("CN=client", subject);
    }

    [Fact]
    public async Task Client_refuses_a_server_of_another_authority()
    {
        using var certificates = new TestCertificates();
        await using var server = new TestServer();
        var listener = await server.ListenAsync(options => options with { Tls = new RpcServerTls { Certificate = certificates.Server } });
        using var channel = Channel(listener, certificates.Foreign, null);
        var exception = await Assert.ThrowsAsync<RpcException>(() => channel.UnaryAsync(TestService.Echo, new RpcTest.V1.Text()));
        Assert.Equal(StatusCode.Unavailable, exception.Code);
    }

    [Fact]
    public async Task Client_without_tls_gets_nowhere()
    {
        using var certificates = new TestCertificates();
        await using var server = new TestServer();
        var listener = await server.ListenAsync(options => options with { Tls = new RpcServerTls { Certificate = certificates.Server } });
        var exception = await Assert.ThrowsAsync<RpcException>(() => server.Channel(listener).UnaryAsync(TestService.Echo, new RpcTest.V1.Text()));
        Assert.Equal(StatusCode.Unavailable, exception.Code);
    }

    [Fact]
    public async Task Files_are_loaded()
    {
        using var certificates = new TestCertificates();
        string folder = Directory.CreateTempSubdirectory("rpc-tls").FullName;
        try
        {
            string certificate = Path.Combine(folder, "server.pem"), key = Path.Combine(folder, "server.key"), authority = Path.Combine(folder, "ca.pem");
            using (var withKey = certificates.Server.GetECDsaPrivateKey()!)
                await File.WriteAllTextAsync(key, withKey.ExportPkcs8PrivateKeyPem());
            await File.WriteAllTextAsync(certificate, certificates.Server.ExportCertificatePem());
            await File.WriteAllTextAsync(authority, certificates.Foreign.ExportCertificatePem() + "\n" + certificates.Authority.ExportCertificatePem());
            var tls = RpcServerTls.Load(certificate, key, authority);
            Assert.Equal(2, tls.ClientAuthorities.Count);
            await using var server = new TestServer();
            var listener = await server.ListenAsync(options => options with { Tls = tls });
            using var channel = Channel(listener, certificates.Authority, certificates.Client);
            Assert.Equal("x", (await channel.UnaryAsync(TestService.Echo, new RpcTest.V1.Text { Text_ = "x" })).Text_);

            await File.WriteAllTextAsync(authority, "nothing");
            Assert.StartsWith("setup CA certificate", Assert.Throws<InvalidDataException>(() => RpcServerTls.Load(certificate, key, authority)).Message, StringComparison.Ordinal);
            File.Delete(authority);
            Assert.StartsWith("load ca certificate: ", Assert.Throws<InvalidDataException>(() => RpcServerTls.Load(certificate, key, authority)).Message, StringComparison.Ordinal);
            await File.WriteAllTextAsync(key, "nothing");
            Assert.StartsWith("load server certificate: ", Assert.Throws<InvalidDataException>(() => RpcServerTls.Load(certificate, key, null)).Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("16")]
    [InlineData("160301000401000000")]
    public void Broken_client_hello_has_no_offers(string hex) => Assert.Null(ClientHello.Offers(Convert.FromHexString(hex)));

    [Fact]
    public void Authority_that_is_signed_itself_is_enough()
    {
        using var certificates = new TestCertificates();
        var check = new ClientCertificateCheck([certificates.Authority], TimeProvider.System);
        Assert.True(check.Accepts(certificates.Client));
        using var foreign = certificates.ForeignClient();
        Assert.False(check.Accepts(foreign));
    }

    private static RpcChannel Channel(RpcListener listener, X509Certificate2 authority, X509Certificate2? certificate) => new(
        new RpcChannelOptions { Address = new Uri($"https://{listener.EndPoint}"), Tls = new RpcClientTls { Authorities = [authority], Certificate = certificate } },
        TimeProvider.System);
}
