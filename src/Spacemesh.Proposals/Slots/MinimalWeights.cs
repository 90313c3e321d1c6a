using System.Collections.Immutable;
using Spacemesh.Primitives;

namespace Spacemesh.Proposals.Slots;

/// <summary>The minimal weights of active sets, by epoch (spec 06 §14).</summary>
public sealed class MinimalWeights
{
    private readonly ImmutableArray<MinimalWeight> _entries;

    /// <param name="entries">By epoch, ascending; of entries of one epoch the last counts.</param>
    /// <exception cref="InvalidOptionException">They are not sorted.</exception>
    public MinimalWeights(params ReadOnlySpan<MinimalWeight> entries)
    {
        for (int i = 1; i < entries.Length; i++)
        {
            if (entries[i].Epoch < entries[i - 1].Epoch)
                throw new InvalidOptionException("minimal-active-set-weight", $"epoch {entries[i].Epoch} stands behind epoch {entries[i - 1].Epoch}: sort the entries by epoch");
        }

        _entries = [.. entries];
    }

    /// <summary>Every weight counts as it is.</summary>
    public static MinimalWeights None { get; } = new();

    /// <summary>The weight of the last entry that is not after this epoch; 0 where there is none.</summary>
    public ulong At(EpochId epoch)
    {
        ulong weight = 0;
        foreach (var entry in _entries)
        {
            if (entry.Epoch > epoch)
                break;
            weight = entry.Weight;
        }

        return weight;
    }
}
