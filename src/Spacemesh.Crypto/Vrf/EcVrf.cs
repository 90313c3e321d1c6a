using System.Security.Cryptography;
using Spacemesh.Crypto.Curve;

namespace Spacemesh.Crypto.Vrf;

/// <summary>The public half of ECVRF-EDWARDS25519-SHA512-ELL2 (spec 01 §4): encode-to-curve, challenge, verification, output.</summary>
internal static class EcVrf
{
    public const int ProofSize = 80;
    public const int OutputSize = 64;
    public const int ChallengeSize = 16;

    private const byte Suite = 4;

    /// <summary>ASCII <c>ECVRF_edwards25519_XMD:SHA-512_ELL2_NU_</c> and the suite byte.</summary>
    public static ReadOnlySpan<byte> EncodeTag => "ECVRF_edwards25519_XMD:SHA-512_ELL2_NU_\u0004"u8;

    /// <summary>H(Y, α), in the prime-order subgroup.</summary>
    public static EdwardsPoint EncodeToCurve(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> alpha) =>
        Elligator2.Map(FieldOf(publicKey, alpha)).MultiplyByCofactor();

    /// <summary>c: the first 16 bytes of SHA-512(04 02 ‖ Y ‖ H ‖ Γ ‖ U ‖ V ‖ 00).</summary>
    public static void Challenge(
        Span<byte> challenge, ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> h, ReadOnlySpan<byte> gamma, ReadOnlySpan<byte> u, ReadOnlySpan<byte> v)
    {
        Span<byte> text = stackalloc byte[2 + (5 * EdwardsPoint.Size) + 1];
        text[0] = Suite;
        text[1] = 2;
        publicKey.CopyTo(text[2..]);
        h.CopyTo(text[34..]);
        gamma.CopyTo(text[66..]);
        u.CopyTo(text[98..]);
        v.CopyTo(text[130..]);
        text[162] = 0;
        Span<byte> hash = stackalloc byte[64];
        SHA512.HashData(text, hash);
        hash[..ChallengeSize].CopyTo(challenge);
    }

    /// <summary>Spec 01 §4.4: cofactorless, with c as an unreduced 128-bit integer.</summary>
    public static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> alpha, ReadOnlySpan<byte> proof)
    {
        if (publicKey.Length != EdwardsPoint.Size || proof.Length != ProofSize)
            return false;
        var gammaBytes = proof[..32];
        var c = Scalar.FromHalf(proof[32..48]);
        var s = Scalar.FromBytes(proof[48..]);
        if (!s.IsBelowOrder() || !EdwardsPoint.IsCanonicalEncoding(publicKey) || !EdwardsPoint.IsCanonicalEncoding(gammaBytes))
            return false;
        Span<byte> encodings = stackalloc byte[3 * EdwardsPoint.Size];
        publicKey.CopyTo(encodings);
        gammaBytes.CopyTo(encodings[EdwardsPoint.Size..]);
        Span<EdwardsPoint> points = stackalloc EdwardsPoint[2];
        if (!PointDecoder.TryDecode(encodings, points, FieldOf(publicKey, alpha), out var h) || points[0].IsSmallOrder())
            return false;

        h = h.MultiplyByCofactor();
        var u = MultiScalar.DoubleBase(c, points[0].Negate(), s);
        var v = MultiScalar.Double(c, points[1].Negate(), s, h);
        Encode(encodings, h, u, v);
        Span<byte> expected = stackalloc byte[ChallengeSize];
        Challenge(expected, publicKey, encodings[..32], gammaBytes, encodings[32..64], encodings[64..]);
        return expected.SequenceEqual(proof[32..48]);
    }

    /// <summary>β of a well-formed proof, whether or not it verifies; false where Γ is no point or s is not below L.</summary>
    public static bool TryOutput(ReadOnlySpan<byte> proof, Span<byte> output)
    {
        if (proof.Length != ProofSize || !Scalar.FromBytes(proof[48..]).IsBelowOrder())
            return false;
        if (!EdwardsPoint.IsCanonicalEncoding(proof[..32]) || !EdwardsPoint.TryDecode(proof[..32], out var gamma))
            return false;
        Span<byte> text = stackalloc byte[2 + EdwardsPoint.Size + 1];
        text[0] = Suite;
        text[1] = 3;
        gamma.MultiplyByCofactor().Encode(text[2..]);
        text[^1] = 0;
        SHA512.HashData(text, output);
        return true;
    }

    /// <summary>Encodes three points with one inversion.</summary>
    public static void Encode(Span<byte> encodings, in EdwardsPoint a, in EdwardsPoint b, in EdwardsPoint c)
    {
        FieldElement.Multiply(out var ab, a.Z, b.Z);
        FieldElement.Multiply(out var abc, ab, c.Z);
        FieldPower.Invert(out var inverse, abc);
        FieldElement.Multiply(out var inverseOfC, inverse, ab);
        FieldElement.Multiply(out inverse, inverse, c.Z);
        FieldElement.Multiply(out var inverseOfB, inverse, a.Z);
        FieldElement.Multiply(out var inverseOfA, inverse, b.Z);
        a.EncodeWith(inverseOfA, encodings);
        b.EncodeWith(inverseOfB, encodings[32..]);
        c.EncodeWith(inverseOfC, encodings[64..]);
    }

    /// <summary>The field element that is mapped to the curve for (Y, α).</summary>
    private static FieldElement FieldOf(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> alpha)
    {
        using var buffer = new MessageBuffer(checked(EdwardsPoint.Size + alpha.Length), stackalloc byte[MessageBuffer.StackSize]);
        publicKey.CopyTo(buffer.Bytes);
        alpha.CopyTo(buffer.Bytes[EdwardsPoint.Size..]);
        return HashToCurve.ToField(EncodeTag, buffer.Bytes);
    }
}
