using System.Security.Cryptography;
using Spacemesh.Crypto.Curve;
using Spacemesh.Crypto.Signing;

namespace Spacemesh.Crypto.Vrf;

/// <summary>
/// The products by libsodium, for any processor. Those of H are [8m]H with m the wanted scalar over 8, mod L: libsodium's ristretto product, unlike its Edwards
/// one, spends no second multiplication on a subgroup check; it fixes [m]H up to 4-torsion only, and the factor 8 removes the difference.
/// </summary>
internal sealed class SodiumProducts : IVrfProducts
{
    private SodiumProducts()
    {
    }

    // 1/8 mod L
    private static ReadOnlySpan<byte> InverseOfEight =>
    [
        0x79, 0x2f, 0xdc, 0xe2, 0x29, 0xe5, 0x06, 0x61, 0xd0, 0xda, 0x1c, 0x7d, 0xb3, 0x9d, 0xd3, 0x07,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 6,
    ];

    public static void Compute(Span<byte> encodings, ReadOnlySpan<byte> secret, ReadOnlySpan<byte> nonce, in EdwardsPoint h)
    {
        var gamma = EdwardsPoint.Identity;
        var kh = EdwardsPoint.Identity;

        // libsodium refuses the identity, whose multiples need no work. H is public.
        if (!h.IsIdentity())
            Multiply(secret, nonce, h, out gamma, out kh);
        EcVrf.Encode(encodings, gamma, EdwardsPoint.Identity, kh);
        Libsodium.MultiplyBase(encodings[32..64], nonce);
    }

    private static void Multiply(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> nonce, in EdwardsPoint h, out EdwardsPoint gamma, out EdwardsPoint kh)
    {
        Span<byte> ristretto = stackalloc byte[32];
        Span<byte> overEight = stackalloc byte[32];
        Span<byte> products = stackalloc byte[64];
        Ristretto.Encode(h, ristretto);
        Libsodium.MultiplyScalars(overEight, secret, InverseOfEight);
        Libsodium.MultiplyRistretto(products[..32], overEight, ristretto);
        Libsodium.MultiplyScalars(overEight, nonce, InverseOfEight);
        Libsodium.MultiplyRistretto(products[32..], overEight, ristretto);
        CryptographicOperations.ZeroMemory(overEight);
        Ristretto.Decode(products[..32], products[32..], out gamma, out kh);
        gamma = gamma.MultiplyByCofactor();
        kh = kh.MultiplyByCofactor();
    }
}
