using System.Numerics;

namespace Spacemesh.Vm.Rewards;

/// <summary>Exact shares of the rewarded: weight ÷ sum of the weights, each payment rounded down (spec 07 §9).</summary>
internal sealed class RewardSplit
{
    private readonly BigInteger[] _numerators;
    private readonly BigInteger _sum;

    private RewardSplit(BigInteger[] numerators, BigInteger sum)
    {
        _numerators = numerators;
        _sum = sum;
    }

    /// <summary>Brings all weights to one denominator, which then cancels out of every share.</summary>
    public static RewardSplit Create(IReadOnlyList<CoinbaseReward> rewards)
    {
        var denominator = BigInteger.One;
        foreach (var reward in rewards)
        {
            if (reward.Weight.Denom == 0)
                throw new ArgumentException("a reward's weight has the denominator 0; block validation refuses such blocks", nameof(rewards));
            denominator *= reward.Weight.Denom / BigInteger.GreatestCommonDivisor(denominator, reward.Weight.Denom);
        }

        var numerators = new BigInteger[rewards.Count];
        var sum = BigInteger.Zero;
        for (int i = 0; i < numerators.Length; i++)
            sum += numerators[i] = denominator / rewards[i].Weight.Denom * rewards[i].Weight.Num;
        if (rewards.Count > 0 && sum.IsZero)
            throw new ArgumentException("the weights of all rewards are 0; block validation refuses such blocks", nameof(rewards));
        return new RewardSplit(numerators, sum);
    }

    public ulong Share(int index, ulong amount) => (ulong)(amount * _numerators[index] / _sum);
}
