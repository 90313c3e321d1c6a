using Spacemesh.Primitives;
using Spacemesh.Wire.Blocks;

namespace Spacemesh.Blocks;

/// <summary>The weight of a reward: weight / slots · proofs, exact and reduced (spec 05 §8.2).</summary>
public static class RewardShare
{
    /// <summary>The share; both parts are cut to their low 64 bits after reducing.</summary>
    /// <param name="atx">Whose share.</param>
    /// <param name="weight">Weight of the ATX.</param>
    /// <param name="slots">Slots that the smesher has in the epoch, at least 1.</param>
    /// <param name="proofs">Slots that the proposal uses.</param>
    public static AnyReward Of(AtxId atx, ulong weight, uint slots, int proofs)
    {
        ArgumentOutOfRangeException.ThrowIfZero(slots);
        var numerator = (UInt128)weight * (uint)proofs;
        UInt128 denominator = slots;
        var divisor = GreatestCommonDivisor(numerator, denominator);
        return new AnyReward(atx, unchecked(new RatNum((ulong)(numerator / divisor), (ulong)(denominator / divisor))));
    }

    private static UInt128 GreatestCommonDivisor(UInt128 a, UInt128 b)
    {
        while (b != 0)
            (a, b) = (b, a % b);
        return a;
    }
}
