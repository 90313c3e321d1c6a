using System.Numerics;
using Spacemesh.Primitives;

namespace Spacemesh.Beacons;

/// <summary>The two thresholds of the beacon: which proposals count, and when votes decide (spec 05 §7.3, §7.5).</summary>
public static class BeaconThresholds
{
    private const int ProofBits = 8 * 80;

    /// <summary>
    /// A VRF proof passes as a proposal when its bytes as a big-endian number are below this. The more ATXs (not weight) there are, the
    /// lower it is; nothing passes where there are none.
    /// </summary>
    public static BigInteger ForProposals(Rational kappa, Rational q, ulong atxs)
    {
        var fraction = Fraction(kappa, q, atxs);
        return Truncate(fraction.Value * new Rational(BigInteger.One << ProofBits, BigInteger.One));
    }

    /// <summary>The threshold as a share of all proofs: 1 − 2^(−kappa / ((1 − q) · atxs)).</summary>
    public static Significand Fraction(Rational kappa, Rational q, ulong atxs)
    {
        if (atxs == 0)
            return default;
        var exponent = kappa / (((Rational)BigInteger.One - q) * (Rational)(BigInteger)atxs);
        // The reference's float takes the precision of the longer of both parts if that exceeds the standard.
        int bits = (int)Math.Max(Significand.StandardBits, Math.Max(exponent.Numerator.GetBitLength(), exponent.Denominator.GetBitLength()));
        var power = Significand.Round(exponent, bits).PowerOfHalf();
        return Significand.Round((Rational)BigInteger.One - power.Value);
    }

    /// <summary>Whether a proof passes a threshold.</summary>
    public static bool Passes(in VrfSignature proof, BigInteger threshold) =>
        new BigInteger(VrfSignature.Span(in proof), isUnsigned: true, isBigEndian: true) < threshold;

    /// <summary>The margin from which votes decide: theta of the epoch's weight, in floats of 64 bits.</summary>
    public static ulong ForVotes(Rational theta, ulong epochWeight)
    {
        var product = Significand.Round(Significand.Round(theta).Value * Significand.Round((BigInteger)epochWeight).Value);
        return (ulong)BigInteger.Min(Truncate(product.Value), ulong.MaxValue);
    }

    private static BigInteger Truncate(Rational value) => value.Numerator / value.Denominator;
}
