using System.Text.Json;
using Spacemesh.Codec;
using Spacemesh.Crypto.Signing;
using Spacemesh.Poet.Registration;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Poet;

namespace Spacemesh.Poet.Tests.Vectors;

[VectorFile("03-certificate")]
internal sealed class CertificateVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        if (vector.In.Has("certifier_seed"))
            CheckEncoding(vector);
        else
            CheckVerification(vector);
    }

    private static void CheckEncoding(VectorCase vector)
    {
        var cert = vector.In.GetProperty("cert");
        var certificate = new PoetCertificate(cert.Hex("pubkey"), cert.Has("expiration") ? unchecked((ulong)cert.I64("expiration")) : null);
        byte[] data;
        try
        {
            data = Scale.Encode(certificate);
        }
        catch (ScaleLimitException exception)
        {
            VectorCase.Equal(vector.Out.Flag("ok"), false, exception.Message);
            return;
        }

        VectorCase.Equal(vector.Out.Flag("ok"), true, "encoding");
        VectorCase.Equal(vector.Out.Hex("data"), data, "data");
        var privateKey = new byte[Ed25519.PrivateKeySize];
        Ed25519.ExpandSeed(vector.In.Hex("certifier_seed"), privateKey);
        VectorCase.Equal(vector.Out.Hex("signature"), Ed25519.Sign(privateKey, data).ToArray(), "signature");
    }

    private static void CheckVerification(VectorCase vector)
    {
        var given = vector.In;
        var data = given.Hex("data");
        var check = CertificateCheck.Of(given.Hex("certifier_key"), data, given.Hex("signature"), given.Hex("node_id"), TimeProvider.System.GetUtcNow());
        VectorCase.Equal(vector.Out.Flag("ok"), check.IsValid, $"verdict ({check.Text})");
        if (!check.IsValid)
            CheckText(vector.Out.Text("error"), check);
        bool decoded = Scale.TryDecodePrefix<PoetCertificate>(data, out var certificate, out _, out _);
        VectorCase.Equal(vector.Out.Has("decoded"), decoded, "decoding");
        if (decoded)
            CheckCertificate(vector.Out.GetProperty("decoded"), certificate!);
    }

    /// <summary>Of bytes that are no certificate only the beginning of the text is the same: the rest names the codec's finding.</summary>
    private static void CheckText(string expected, CertificateCheck check)
    {
        if (check.Verdict == CertificateVerdict.Undecodable && !expected.EndsWith("EOF", StringComparison.Ordinal))
            VectorCase.True(check.Text!.StartsWith("decoding: ", StringComparison.Ordinal) && expected.StartsWith("decoding: ", StringComparison.Ordinal), check.Text);
        else
            VectorCase.Equal(expected, check.Text, "text");
    }

    private static void CheckCertificate(JsonElement expected, PoetCertificate certificate)
    {
        VectorCase.Equal(expected.Hex("pubkey"), certificate.PublicKey.ToArray(), "pubkey");
        VectorCase.Equal(
            expected.Has("expiration") ? unchecked((ulong)expected.I64("expiration")) : null, certificate.Expiration, "expiration");
    }
}
