using Spacemesh.Primitives;

namespace Spacemesh.Blocks;

/// <summary>Settings of block building (spec 05 §1.1).</summary>
public sealed record BlockOptions
{
    /// <summary><c>block-gas-limit</c>: 100 107 000 on mainnet; 0 prunes nothing.</summary>
    public required ulong GasLimit { get; init; }

    /// <summary><c>optimistic-filtering-threshold</c>: percent of the eligibilities that must have seen one mesh hash.</summary>
    public required int OptimisticThreshold
    {
        get;
        init => field = value is >= 0 and <= 100
            ? value
            : throw new InvalidOptionException("optimistic-filtering-threshold", $"{value} is not between 0 and 100 percent");
    }
}
