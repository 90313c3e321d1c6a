using System.Security.Cryptography.X509Certificates;
using Spacemesh.Libp2p.Identity;
using Spacemesh.Libp2p.Security;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Libp2p.Tests.Vectors;

/// <summary>Certificates of the reference: which are accepted, and the extension that the identity makes.</summary>
[VectorFile("08-tls-certificate")]
public sealed class TlsCertificateVectors : VectorSuite
{
    private static readonly DateTimeOffset Within = new(2026, 12, 1, 0, 0, 0, TimeSpan.Zero);

    public override void Check(VectorCase vector)
    {
        List<byte[]> chain = [.. vector.In.GetProperty("certificates_der").EnumerateArray().Select(item => item.Hex())];
        var now = vector.Out.Has("not_before") ? DateTimeOffset.FromUnixTimeSeconds(vector.Out.I64("not_before") + 3600) : Within;
        var key = TlsCertificate.Verify(chain, now);
        VectorCase.Equal(vector.Out.Flag("ok"), key is not null, "acceptance");
        if (key is not null)
            VectorCase.Equal(vector.Out.Text("peer_id"), PeerId.Of(key).ToString(), "peer id");
        if (!vector.Out.Has("extension_value"))
            return;
        using var certificate = X509CertificateLoader.LoadCertificate(chain[0]);
        VectorCase.Equal(vector.Out.I64("not_before"), new DateTimeOffset(certificate.NotBefore).ToUnixTimeSeconds(), "not before");
        VectorCase.Equal(vector.Out.I64("not_after"), new DateTimeOffset(certificate.NotAfter).ToUnixTimeSeconds(), "not after");
        VectorCase.True(TlsCertificate.Verify(chain, DateTimeOffset.FromUnixTimeSeconds(vector.Out.I64("not_before") - 1)) is null, "accepted before its time");
        VectorCase.True(TlsCertificate.Verify(chain, DateTimeOffset.FromUnixTimeSeconds(vector.Out.I64("not_after") + 1)) is null, "accepted after its time");
        VectorCase.True(IdentityKey.TryDecodePrivate(vector.In.Hex("identity_private_key_proto"), out var identity), "identity key");
        byte[] subject = vector.Out.Hex("subject_public_key_info");
        VectorCase.Equal(vector.Out.Hex("extension_value"), TlsCertificate.Extension(identity!, subject), "extension");
        using var own = TlsCertificate.Create(identity!, now);
        VectorCase.True(TlsCertificate.Verify([own.RawData], now)?.Equals(identity!.PublicKey) == true, "own certificate is refused");
    }
}
