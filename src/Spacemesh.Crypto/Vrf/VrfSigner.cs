using System.Security.Cryptography;
using Spacemesh.Crypto.Curve;
using Spacemesh.Crypto.Signing;
using Spacemesh.Primitives;

namespace Spacemesh.Crypto.Vrf;

/// <summary>
/// Makes VRF proofs with an identity's key (spec 01 §4.3). Secrets meet points only in constant time, in <see cref="CombProducts"/> or in libsodium; they are wiped
/// on disposal.
/// </summary>
public sealed class VrfSigner : IDisposable
{
    // x mod L and the nonce seed: e[32..64) of e = SHA-512(seed).
    private readonly byte[] _secret = new byte[32];
    private readonly byte[] _nonceSeed = new byte[32];
    private bool _disposed;

    /// <param name="privateKey">64 bytes: seed ‖ public key.</param>
    /// <exception cref="InvalidKeyException">Wrong length, or the second half is not the public key of the first.</exception>
    public VrfSigner(ReadOnlySpan<byte> privateKey)
    {
        NodeId = EdSigner.CheckedPublicKey(privateKey);
        Span<byte> wide = stackalloc byte[64];
        SHA512.HashData(privateKey[..Ed25519.SeedSize], wide);
        wide[32..].CopyTo(_nonceSeed);
        wide[0] &= 248;
        wide[31] &= 127;
        wide[31] |= 64;
        wide[32..].Clear();
        Libsodium.ReduceScalar(_secret, wide);
        CryptographicOperations.ZeroMemory(wide);
    }

    /// <summary>The public key.</summary>
    public NodeId NodeId { get; }

    /// <summary>The proof for <paramref name="alpha"/>: always the same for the same key.</summary>
    public VrfSignature Prove(ReadOnlySpan<byte> alpha) => CombProducts.IsSupported ? Prove<CombProducts>(alpha) : Prove<SodiumProducts>(alpha);

    /// <summary>The same proof on one of the two paths.</summary>
    internal VrfSignature Prove<TProducts>(ReadOnlySpan<byte> alpha)
        where TProducts : IVrfProducts
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var publicKey = NodeId;
        var publicKeyBytes = NodeId.Span(in publicKey);
        var h = EcVrf.EncodeToCurve(publicKeyBytes, alpha);
        Span<byte> hBytes = stackalloc byte[32];
        h.Encode(hBytes);

        Span<byte> nonce = stackalloc byte[32];
        Nonce(nonce, hBytes);
        Span<byte> encodings = stackalloc byte[3 * EdwardsPoint.Size];
        TProducts.Compute(encodings, _secret, nonce, h);

        Span<byte> proof = stackalloc byte[EcVrf.ProofSize];
        encodings[..32].CopyTo(proof);
        EcVrf.Challenge(proof[32..48], publicKeyBytes, hBytes, proof[..32], encodings[32..64], encodings[64..]);
        Span<byte> c = stackalloc byte[32];
        c.Clear();
        proof[32..48].CopyTo(c);
        Libsodium.MultiplyScalars(c, c, _secret);
        Libsodium.AddScalars(proof[48..], c, nonce);
        CryptographicOperations.ZeroMemory(nonce);
        CryptographicOperations.ZeroMemory(c);
        return VrfSignature.FromBytes(proof);
    }

    public void Dispose()
    {
        _disposed = true;
        CryptographicOperations.ZeroMemory(_secret);
        CryptographicOperations.ZeroMemory(_nonceSeed);
    }

    public override string ToString() => NodeId.ToString();

    /// <summary>k = SHA-512(e[32..64) ‖ h) mod L.</summary>
    private void Nonce(Span<byte> nonce, ReadOnlySpan<byte> h)
    {
        Span<byte> text = stackalloc byte[64];
        _nonceSeed.CopyTo(text);
        h.CopyTo(text[32..]);
        Span<byte> hash = stackalloc byte[64];
        SHA512.HashData(text, hash);
        Libsodium.ReduceScalar(nonce, hash);
        CryptographicOperations.ZeroMemory(text);
        CryptographicOperations.ZeroMemory(hash);
    }
}
