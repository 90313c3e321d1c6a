using System.Numerics;
using Spacemesh.Crypto.Curve;
using Spacemesh.Crypto.Signing;
using Spacemesh.Crypto.Tests.Curve;
using Spacemesh.Crypto.Vrf;
using Spacemesh.Primitives;

namespace Spacemesh.Crypto.Tests.Vrf;

public sealed class VrfProductsTests
{
    [Fact]
    public void Combs_equal_libsodium()
    {
        if (!CombProducts.IsSupported)
            return; // This processor only has libsodium's path.
        var l = ReferenceCurve.L;
        BigInteger[] scalars =
        [
            0, 1, 2, l - 2, l - 1, (l - 1) / 2, BigInteger.Pow(2, 252), (BigInteger.Pow(2, 255) - 8) % l,
            .. CurveSamples.Random(12, 31).Select(bytes => ReferenceCurve.Number(bytes) % l),
        ];

        // Cleared of torsion as every H is; the first two become the identity.
        EdwardsPoint[] points = [.. CurveSamples.Points(6, 32).Select(point => point.MultiplyByCofactor())];
        foreach (var point in points)
        {
            for (int i = 0; i < scalars.Length; i++)
            {
                // libsodium's products refuse 0, which the next test covers.
                var x = scalars[i];
                var k = scalars[(i * 7 + 3) % scalars.Length];
                if (x.IsZero || k.IsZero)
                    continue;
                Assert.Equal(Products<SodiumProducts>(x, k, point), Products<CombProducts>(x, k, point));
            }
        }
    }

    [Fact]
    public void Combs_take_any_scalar_to_its_exact_multiple()
    {
        if (!CombProducts.IsSupported)
            return;
        BigInteger[] scalars = [.. CurveSamples.Scalars(6, 33)];
        foreach (var point in CurveSamples.Points(2, 34))
        {
            var affine = ReferenceCurve.Affine(point);
            for (int i = 0; i < scalars.Length; i++)
            {
                var x = scalars[i];
                var k = scalars[(i + 5) % scalars.Length];
                byte[] expected =
                [
                    .. ReferenceCurve.Encode(ReferenceCurve.Multiply(x, affine)),
                    .. ReferenceCurve.Encode(ReferenceCurve.Multiply(k, ReferenceCurve.Base)),
                    .. ReferenceCurve.Encode(ReferenceCurve.Multiply(k, affine)),
                ];
                Assert.Equal(expected, Products<CombProducts>(x, k, point));
            }
        }
    }

    [Fact]
    public void Both_paths_prove_alike()
    {
        foreach (byte[] seed in CurveSamples.Random(8, 35))
        {
            var key = Ed25519.PublicKey(seed);
            byte[] privateKey = [.. seed, .. NodeId.Span(in key)];
            using var signer = new VrfSigner(privateKey);
            var proof = signer.Prove(privateKey);
            Assert.True(VrfVerifier.Verify(signer.NodeId, privateKey, proof));
            Assert.Equal(proof, signer.Prove<SodiumProducts>(privateKey));
        }
    }

    private static byte[] Products<T>(BigInteger x, BigInteger k, EdwardsPoint h)
        where T : IVrfProducts
    {
        byte[] encodings = new byte[3 * EdwardsPoint.Size];
        T.Compute(encodings, ReferenceCurve.Bytes(x), ReferenceCurve.Bytes(k), h);
        return encodings;
    }
}
