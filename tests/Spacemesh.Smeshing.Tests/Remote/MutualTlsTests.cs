using Spacemesh.Post;
using Spacemesh.Post.DataDirectory;
using Spacemesh.Post.Labels;
using Spacemesh.Post.Remote.Tls;
using Spacemesh.Post.Verification;
using Spacemesh.Rpc.Server;
using Spacemesh.Smeshing.Tests.World;

namespace Spacemesh.Smeshing.Tests.Remote;

/// <summary>Real sessions over mutual TLS on loopback, with the certificates that <c>spacemesh certs init</c> makes.</summary>
public sealed class MutualTlsTests
{
    private static readonly Hash32 Challenge = Hash32.FromBytes([.. Enumerable.Range(0x40, 32).Select(i => (byte)i)]);

    [Fact]
    public async Task Post_service_proves_for_a_node_over_mutual_TLS()
    {
        using var folder = new TemporaryFolder();
        var certificates = Certificates(folder["certs"], TimeProvider.System);
        ReferenceSets.Unpack("fastnet", folder["data"]);
        await using var node = await TestNode.StartAsync(tls: ServerTls(certificates));
        await using var bench = new ServiceBench(ServiceBench.FastnetArguments(folder["data"]));
        bench.Connect(node.Address, ClientFiles(certificates, "post-1").Load(null));
        var metadata = PostDrives.Load(new PostDataDirectories(folder["data"]));
        var provider = await node.Registry.ConnectedAsync(metadata.NodeId);
        var info = await provider.InfoAsync().WithinLimit();
        Assert.Equal((metadata.NodeId, metadata.CommitmentAtxId, metadata.NumUnits), (info.Identity, info.CommitmentAtx, info.Units));

        var proof = await provider.ProveAsync(Challenge).WithinLimit();

        using var verifier = new ProofVerifier(
            new PostConfig { LabelsPerUnit = metadata.LabelsPerUnit, K1 = 12, K2 = 4, Scrypt = new ScryptParameters(2, 1, 1) }, LabelEngines.Best(), await ServiceBench.LightAsync(CancellationToken.None));
        Assert.True(verifier.Verify(proof.Proof, new PostProofMetadata(metadata.NodeId, metadata.CommitmentAtxId, Challenge, metadata.NumUnits), IndexSelection.All).IsValid);
    }

    [Fact]
    public async Task Service_connects_again_after_the_node_was_restarted_and_its_proof_went_on()
    {
        using var folder = new TemporaryFolder();
        ReferenceSets.Unpack("fastnet", folder["data"]);
        await using var bench = new ServiceBench(ServiceBench.FastnetArguments(folder["data"]));
        int port;
        NodeId identity = bench.Service.Metadata.NodeId;
        await using (var first = await TestNode.StartAsync(queryInterval: TimeSpan.FromHours(1)))
        {
            port = first.Address.Port;
            bench.Connect(first.Address);
            var provider = await first.Registry.ConnectedAsync(identity);
            _ = provider.ProveAsync(Challenge).ContinueWith(ended => ended.Exception, TaskScheduler.Default);
            await Limit.UntilAsync(() => bench.Service.Status.Json == "\"DoneProving\"", "the proof does not end");
        }

        await using var second = await TestNode.StartAsync(port: port);
        var again = await second.Registry.ConnectedAsync(identity);
        Assert.NotEmpty((await again.ProveAsync(Challenge).WithinLimit()).Proof.Indices.ToArray());
    }

    [Theory]
    [InlineData("no certificate")]
    [InlineData("of another authority")]
    [InlineData("expired")]
    [InlineData("other server name")]
    public async Task Session_without_the_right_certificates_is_refused(string what)
    {
        using var folder = new TemporaryFolder();
        var certificates = Certificates(folder["certs"], TimeProvider.System);
        ReferenceSets.Unpack("fastnet", folder["data"]);
        await using var node = await TestNode.StartAsync(tls: ServerTls(certificates));
        await using var bench = new ServiceBench(ServiceBench.FastnetArguments(folder["data"]));
        var tls = ClientFiles(certificates, "post-1").Load(what == "other server name" ? "node.example" : null);
        switch (what)
        {
            case "no certificate":
                tls = tls with { Certificate = null };
                break;
            case "of another authority":
                var others = Certificates(folder["others"], TimeProvider.System);
                tls = tls with { Certificate = ClientFiles(others, "post-1").Load(null).Certificate };
                break;
            case "expired":
                certificates.CreateClient("old", TimeSpan.FromTicks(1));
                tls = tls with { Certificate = ClientFiles(certificates, "old").Load(null).Certificate };
                break;
        }

        bench.Connect(node.Address, tls);
        using var good = new CancellationTokenSource();
        await using var other = new ServiceBench(ServiceBench.FastnetArguments(folder["data"]));

        // Once a service with the right certificate is in, the wrong one has long had its chance: it connects every few milliseconds.
        other.Connect(node.Address, ClientFiles(certificates, "post-1").Load(null));
        var provider = await node.Registry.ConnectedAsync(bench.Service.Metadata.NodeId);
        await provider.ProveAsync(Challenge).WithinLimit();
        Assert.Equal("\"Idle\"", bench.Service.Status.Json);
    }

    [Fact]
    public void Certificates_are_for_their_owner_only_warn_ahead_and_can_be_renewed()
    {
        using var folder = new TemporaryFolder();
        var certificates = Certificates(folder["certs"], TimeProvider.System);
        foreach (string key in Directory.EnumerateFiles(folder["certs"], "*.key"))
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(key));
        Assert.Equal(3, certificates.Expiries().Count);
        var server = certificates.Expiries().Single(expiry => expiry.Name.EndsWith("server.crt", StringComparison.Ordinal));
        Assert.Null(server.WarningAt(server.NotAfter - TimeSpan.FromDays(14.1)));
        Assert.Contains("expires on", server.WarningAt(server.NotAfter - TimeSpan.FromDays(13.9)), StringComparison.Ordinal);
        Assert.Contains("EXPIRED", server.WarningAt(server.NotAfter), StringComparison.Ordinal);
        Assert.Contains("not valid before", server.WarningAt(server.NotBefore - TimeSpan.FromMinutes(1)), StringComparison.Ordinal);

        certificates.Renew("server", TimeSpan.FromDays(400));
        var renewed = certificates.Expiries().Single(expiry => expiry.Name.EndsWith("server.crt", StringComparison.Ordinal));
        Assert.True(renewed.NotAfter > server.NotAfter);
        Assert.Throws<InvalidOptionException>(() => certificates.CreateAuthority(TimeSpan.FromDays(1)));
        Assert.Throws<InvalidOptionException>(() => certificates.CreateClient("../evil", TimeSpan.FromDays(1)));
        Assert.Throws<InvalidOptionException>(() => certificates.CreateServer(["not a host"], TimeSpan.FromDays(1)));
        Assert.Throws<InvalidOptionException>(() => certificates.Renew("nobody", TimeSpan.FromDays(1)));
    }

    private static CertificateFolder Certificates(string path, TimeProvider time)
    {
        var certificates = new CertificateFolder(path, time);
        certificates.CreateAuthority(TimeSpan.FromDays(3650));
        certificates.CreateServer(["localhost", "127.0.0.1"], TimeSpan.FromDays(365));
        certificates.CreateClient("post-1", TimeSpan.FromDays(365));
        return certificates;
    }

    private static RpcServerTls ServerTls(CertificateFolder certificates) =>
        RpcServerTls.Load(certificates.CertificateOf(CertificateFolder.Server), certificates.KeyOf(CertificateFolder.Server), certificates.CertificateOf("ca"));

    private static ClientTlsFiles ClientFiles(CertificateFolder certificates, string name) =>
        new(certificates.CertificateOf("ca"), certificates.CertificateOf(name), certificates.KeyOf(name));
}
