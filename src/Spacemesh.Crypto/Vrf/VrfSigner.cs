using System.Security.Cryptography;
using Spacemesh.Crypto.Curve;
using Spacemesh.Crypto.Signing;
using Spacemesh.Primitives;

namespace Spacemesh.Crypto.Vrf;

/// <summary>Makes VRF proofs with an identity's key (spec 01 §4.3). Secrets meet points only inside libsodium; they are wiped on disposal.</summary>
public sealed class VrfSigner : IDisposable
{
    // x, x/8 mod L and the nonce seed: e[32..64) of e = SHA-512(seed).
    private readonly byte[] _secret = new byte[32];
    private readonly byte[] _secretOverEight = new byte[32];
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
        Libsodium.MultiplyScalars(_secretOverEight, _secret, InverseOfEight);
        CryptographicOperations.ZeroMemory(wide);
    }

    /// <summary>The public key.</summary>
    public NodeId NodeId { get; }

    // 1/8 mod L
    private static ReadOnlySpan<byte> InverseOfEight =>
    [
        0x79, 0x2f, 0xdc, 0xe2, 0x29, 0xe5, 0x06, 0x61, 0xd0, 0xda, 0x1c, 0x7d, 0xb3, 0x9d, 0xd3, 0x07,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 6,
    ];

    /// <summary>The proof for <paramref name="alpha"/>: always the same for the same key.</summary>
    public VrfSignature Prove(ReadOnlySpan<byte> alpha)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var publicKey = NodeId;
        var publicKeyBytes = NodeId.Span(in publicKey);
        var h = EcVrf.EncodeToCurve(publicKeyBytes, alpha);
        Span<byte> ristretto = stackalloc byte[32];
        Span<byte> hBytes = stackalloc byte[32];
        h.Encode(hBytes);
        Ristretto.Encode(h, ristretto);

        Span<byte> nonce = stackalloc byte[32];
        Span<byte> nonceOverEight = stackalloc byte[32];
        Nonce(nonce, hBytes);
        Libsodium.MultiplyScalars(nonceOverEight, nonce, InverseOfEight);

        var gamma = Multiply(_secretOverEight, ristretto, h);
        var kh = Multiply(nonceOverEight, ristretto, h);
        Span<byte> encodings = stackalloc byte[96];
        EcVrf.Encode(encodings, gamma, kh, EdwardsPoint.Identity);
        Span<byte> kb = stackalloc byte[32];
        Libsodium.MultiplyBase(kb, nonce);

        Span<byte> proof = stackalloc byte[EcVrf.ProofSize];
        encodings[..32].CopyTo(proof);
        EcVrf.Challenge(proof[32..48], publicKeyBytes, hBytes, proof[..32], kb, encodings[32..64]);
        Span<byte> c = stackalloc byte[32];
        c.Clear();
        proof[32..48].CopyTo(c);
        Libsodium.MultiplyScalars(c, c, _secret);
        Libsodium.AddScalars(proof[48..], c, nonce);
        CryptographicOperations.ZeroMemory(nonce);
        CryptographicOperations.ZeroMemory(nonceOverEight);
        CryptographicOperations.ZeroMemory(c);
        return VrfSignature.FromBytes(proof);
    }

    public void Dispose()
    {
        _disposed = true;
        CryptographicOperations.ZeroMemory(_secret);
        CryptographicOperations.ZeroMemory(_secretOverEight);
        CryptographicOperations.ZeroMemory(_nonceSeed);
    }

    public override string ToString() => NodeId.ToString();

    /// <summary>
    /// [8m]H, given m = n/8 mod L. libsodium's ristretto product, unlike its Edwards one, spends no second multiplication on a subgroup check;
    /// it fixes [m]H up to 4-torsion only, and the factor 8 removes the difference.
    /// </summary>
    private static EdwardsPoint Multiply(ReadOnlySpan<byte> scalarOverEight, ReadOnlySpan<byte> ristretto, in EdwardsPoint h)
    {
        // libsodium refuses the identity, whose multiples need no work. H is public.
        if (h.IsIdentity())
            return EdwardsPoint.Identity;
        Span<byte> product = stackalloc byte[32];
        Libsodium.MultiplyRistretto(product, scalarOverEight, ristretto);
        return Ristretto.Decode(product).MultiplyByCofactor();
    }

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
