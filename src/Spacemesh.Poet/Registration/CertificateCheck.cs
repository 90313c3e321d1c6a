using Spacemesh.Codec;
using Spacemesh.Crypto.Signing;
using Spacemesh.Wire.Poet;

namespace Spacemesh.Poet.Registration;

/// <summary>Checks the certificate that admits a node id to a PoET (spec 03 §6.2, §10.2); server and client use the same rules.</summary>
/// <param name="Verdict">The finding.</param>
/// <param name="Text">The reference's text of a refusal; null when valid.</param>
/// <param name="Certificate">The certificate, where the bytes are one.</param>
public readonly record struct CertificateCheck(CertificateVerdict Verdict, string? Text, PoetCertificate? Certificate)
{
    /// <summary>The reference counts seconds from year 1: beyond this its clock wraps and every instant is long past.</summary>
    private const ulong LargestExpiration = long.MaxValue - 62_135_596_800UL;

    public bool IsValid => Verdict == CertificateVerdict.Valid;

    public static CertificateCheck Of(
        ReadOnlySpan<byte> certifierKey, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature, ReadOnlySpan<byte> nodeId, DateTimeOffset now)
    {
        if (!Ed25519.Verify(certifierKey, data, signature))
            return new(CertificateVerdict.SignatureMismatch, "signature mismatch", null);
        if (!Scale.TryDecodePrefix<PoetCertificate>(data, out var certificate, out _, out var error))
            return new(CertificateVerdict.Undecodable, $"decoding: {Describe(data, error)}", null);
        if (!certificate.PublicKey.Span.SequenceEqual(nodeId))
            return new(CertificateVerdict.PubkeyMismatch, "pubkey mismatch", certificate);
        if (certificate.Expiration is { } expiration && IsPast(expiration, now))
            return new(CertificateVerdict.Expired, $"certificate expired at {GoTime.Utc(unchecked((long)expiration))}", certificate);
        return new(CertificateVerdict.Valid, null, certificate);
    }

    /// <summary>Expired from the first instant after its second begins.</summary>
    private static bool IsPast(ulong expiration, DateTimeOffset now)
    {
        if (expiration > LargestExpiration)
            return true;
        return (Int128)expiration * TimeSpan.TicksPerSecond < (now - DateTimeOffset.UnixEpoch).Ticks;
    }

    private static string Describe(ReadOnlySpan<byte> data, DecodeError error) => error.Kind switch
    {
        DecodeErrorKind.EndOfInput => error.Offset > OptionOffset(data) ? "read compact header: EOF" : "EOF",
        DecodeErrorKind.UnexpectedEndOfInput => "unexpected EOF",
        _ => error.ToString(),
    };

    /// <summary>Where the byte stands that tells whether there is an expiration.</summary>
    private static int OptionOffset(ReadOnlySpan<byte> data)
    {
        var reader = new ScaleReader(data);
        reader.Bytes(PoetCertificate.MaxPublicKeyLength, nameof(PoetCertificate.PublicKey));
        return reader.Consumed;
    }
}
