using Spacemesh.Primitives;

namespace Spacemesh.Tortoise;

/// <summary>Expected weights and thresholds over the weights of epochs (spec 06 §3). Divisions are the reference's, inexact ones included.</summary>
internal sealed class Thresholds(TortoiseOptions options, IReadOnlyDictionary<uint, EpochRecord> epochs)
{
    private const ulong Fraction = 3;

    /// <summary>The local threshold while <paramref name="epoch"/> runs.</summary>
    public Fixed Local(uint epoch) => Weight(epoch).DivideByInteger(Fraction).DivideByInteger(options.LayersPerEpoch);

    /// <summary>Weight that should have voted on a layer by now.</summary>
    public Fixed Expected(uint processed, uint last, uint target)
    {
        ulong end = last;
        ulong window = options.WindowOf(new LayerId(target));
        if (last > target && last - target > window)
            end = target + window;
        end = Math.Max(end, processed);
        ulong layers = options.LayersPerEpoch;
        ulong start = (ulong)target + 1;
        ulong first = start / layers;
        ulong final = end / layers;
        if (first == final)
            return (Weight(first) * Fixed.FromInteger(end + 1 - start)).DivideByInteger(layers);
        var sum = (Weight(first) * Fixed.FromInteger(layers - (start % layers))).DivideByInteger(layers);
        for (ulong epoch = first + 1; epoch < final; epoch++)
            sum += Weight(epoch);
        return sum + (Weight(final) * Fixed.FromInteger((end % layers) + 1)).DivideByInteger(layers);
    }

    /// <summary>What a margin must exceed to decide a layer.</summary>
    public static Fixed Global(Fixed expected, Fixed local) => expected.DivideByInteger(Fraction) + local;

    /// <summary>Median of heights; of an even number the mean of the middle two, whose sum wraps (spec 06 §5.1). Sorts its input.</summary>
    public static ulong Median(Span<ulong> heights)
    {
        if (heights.IsEmpty)
            return 0;
        heights.Sort();
        int middle = heights.Length / 2;
        return heights.Length % 2 == 1 ? heights[middle] : unchecked(heights[middle - 1] + heights[middle]) / 2;
    }

    private Fixed Weight(ulong epoch) => epochs.TryGetValue((uint)epoch, out var record) ? record.Weight : Fixed.Zero;
}
