using Spacemesh.Poet;

namespace Spacemesh.Activation;

/// <summary>Units, ticks and weight (spec 04 §9).</summary>
public static class AtxWeight
{
    /// <summary>Units that count of those declared, after an ATX with <paramref name="previous"/>.</summary>
    public static uint Effective(uint previous, uint declared) => Math.Min(previous, declared);

    /// <summary>Effective units × ticks; null above 64 bits.</summary>
    public static ulong? Of(uint effectiveUnits, ulong ticks) => (UInt128)effectiveUnits * ticks is var weight && weight <= ulong.MaxValue ? (ulong)weight : null;

    /// <summary>Units of one NIPoST of version 2: an addend that would overflow is dropped, as every node does.</summary>
    public static uint UnitsOf(IEnumerable<uint> effectiveUnits)
    {
        uint sum = 0;
        foreach (uint units in effectiveUnits)
            sum = (ulong)sum + units <= uint.MaxValue ? sum + units : sum;
        return sum;
    }

    /// <summary>
    /// Sums up the NIPoSTs of an ATX of version 2: the fewest ticks count, each product must fit 64 bits but the sum of them wraps.
    /// </summary>
    /// <returns>What does not fit; null when all is well.</returns>
    public static string? SumUp(IReadOnlyList<(uint Units, ulong Ticks)> niposts, out AtxSum sum)
    {
        sum = default;
        ulong units = 0;
        ulong weight = 0;
        ulong ticks = niposts.Count == 0 ? 0 : ulong.MaxValue;
        foreach (var nipost in niposts)
        {
            units += nipost.Units;
            if (Of(nipost.Units, nipost.Ticks) is not { } product)
                return "atx weight would overflow uint64";
            weight = unchecked(weight + product);
            ticks = Math.Min(ticks, nipost.Ticks);
        }

        if (units > uint.MaxValue)
            return $"total units overflow: {units}";
        sum = new((uint)units, weight, ticks);
        return null;
    }

    /// <summary>Whole ticks of a PoET proof.</summary>
    public static ulong Ticks(ulong leafCount, ulong tickSize) => PoetParameters.Ticks(leafCount, tickSize);
}
