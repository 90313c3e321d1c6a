using System.Text;
using Spacemesh.Codec;
using Spacemesh.Crypto.Signing;
using Spacemesh.Primitives;
using Spacemesh.Wire.Poet;

namespace Spacemesh.Tools.Certifier;

/// <summary>Signs certificates.</summary>
internal sealed class CertificateIssuer
{
    private readonly byte[] _privateKey = new byte[Ed25519.PrivateKeySize];
    private readonly TimeSpan? _expiration;
    private readonly TimeProvider _time;

    public CertificateIssuer(byte[] seed, TimeSpan? expiration, TimeProvider time)
    {
        Ed25519.ExpandSeed(seed, _privateKey);
        _expiration = expiration;
        _time = time;
    }

    /// <summary>The answer to a good proof, as JSON.</summary>
    public byte[] Issue(in NodeId nodeId)
    {
        ulong? expires = _expiration is { } span ? (ulong)(_time.GetUtcNow() + span).ToUnixTimeSeconds() : null;
        var certificate = Scale.Encode(new PoetCertificate(nodeId.ToArray(), expires));
        var signature = Ed25519.Sign(_privateKey, certificate).ToArray();
        return Encoding.ASCII.GetBytes(
            $"{{\"certificate\":\"{Convert.ToBase64String(certificate)}\",\"signature\":\"{Convert.ToBase64String(signature)}\",\"pub_key\":\"{Convert.ToBase64String(_privateKey.AsSpan(Ed25519.SeedSize))}\"}}");
    }
}
