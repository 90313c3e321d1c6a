using System.Diagnostics.CodeAnalysis;
using Spacemesh.Eligibility;
using Spacemesh.Primitives;

namespace Spacemesh.Proposals.Grading;

/// <summary>Chooses the active set that our own ballots declare (spec 06 §16.1 steps 2–5); step 1, the prepared set, is the caller's.</summary>
/// <param name="network">The network.</param>
/// <param name="networkDelay">δ: how long an ATX or proof takes to reach everybody.</param>
/// <param name="goodPercent">More than this percentage of the ATXs must be good for the grades to decide.</param>
public sealed class ActiveSetRules(NetworkParameters network, TimeSpan networkDelay, int goodPercent)
{
    /// <summary>The set for <paramref name="target"/>, or why there is none.</summary>
    /// <param name="current">The layer that runs.</param>
    /// <param name="target">The epoch whose ballots declare it.</param>
    /// <param name="epochStart">Begin of that epoch, Unix nanoseconds.</param>
    /// <param name="reads">Where the data are.</param>
    /// <param name="set">The set.</param>
    /// <param name="failure">Why there is none.</param>
    public bool TryGenerate(
        LayerId current,
        EpochId target,
        Int128 epochStart,
        IGenerationReads reads,
        [NotNullWhen(true)] out GeneratedSet? set,
        [NotNullWhen(false)] out string? failure)
    {
        ArgumentNullException.ThrowIfNull(reads);
        set = null;
        failure = null;
        if (reads.Fallback(target) is { } trusted)
        {
            set = Weigh(trusted, target, reads, out failure);
        }
        else
        {
            var graded = GradedSet.Of(target.TrySub(1, out var published) ? reads.Candidates(published) : [], epochStart, (Int128)networkDelay.Ticks * TimeSpan.NanosecondsPerTick);
            if (graded.Total == 0)
                failure = "empty active set";
            else if (graded.Exceeds(goodPercent))
                set = GeneratedSet.Of(graded.Atxs, graded.Weight);
            else if (network.TryFirstLayer(target, out var first) && current > first)
                set = FromFirstBlock(target, reads, out failure);
            else
                failure = $"failed to generate activeset for epoch {target}";
        }

        if (set is { Weight: 0 })
            (set, failure) = (null, "empty active set");
        return set is not null;
    }

    private static GeneratedSet? Weigh(IEnumerable<AtxId> atxs, EpochId target, IActiveSetSource source, out string? failure)
    {
        ulong weight = 0;
        var ids = new HashSet<AtxId>();
        foreach (var id in atxs)
        {
            if (source.Atx(target, id) is not { } atx)
            {
                failure = $"atx {target}/{id} is missing in atxsdata";
                return null;
            }

            if (ids.Add(id))
                weight = unchecked(weight + atx.Weight);
        }

        failure = null;
        return GeneratedSet.Of(ids, weight);
    }

    /// <summary>Everybody whom the rewarded of the first block saw: they are what the network has agreed on.</summary>
    private static GeneratedSet? FromFirstBlock(EpochId target, IGenerationReads reads, out string? failure)
    {
        if (reads.FirstBlockRewards(target) is not { } rewarded)
        {
            failure = $"first block in epoch {target} not found";
            return null;
        }

        var union = new HashSet<AtxId>();
        foreach (var atx in rewarded)
        {
            union.Add(atx);
            if (reads.EarliestBallot(atx, target) is not { } ballot)
            {
                failure = $"ballot for atx {atx} in epoch {target} not found";
                return null;
            }

            if (ballot.ActiveSetHash is not { } hash || reads.StoredSet(hash) is not { } set)
            {
                failure = $"active set {ballot.ActiveSetHash} of the first ballot of atx {atx} not found";
                return null;
            }

            union.UnionWith(set);
        }

        return Weigh(union, target, reads, out failure);
    }
}
