using Spacemesh.Primitives;

namespace Spacemesh.Proposals.Grading;

/// <summary>The good ATXs among the candidates of an epoch.</summary>
/// <param name="Atxs">The good ones, in the order of the candidates.</param>
/// <param name="Weight">Their weight, wrapping.</param>
/// <param name="Total">Candidates of every grade.</param>
public sealed record GradedSet(IReadOnlyList<AtxId> Atxs, ulong Weight, int Total)
{
    /// <summary>Grades all candidates.</summary>
    public static GradedSet Of(IEnumerable<CandidateAtx> candidates, Int128 epochStart, Int128 networkDelay)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        var good = new List<AtxId>();
        ulong weight = 0;
        int total = 0;
        foreach (var candidate in candidates)
        {
            total++;
            if (candidate.Grade(epochStart, networkDelay) != AtxGrade.Good)
                continue;
            good.Add(candidate.Id);
            weight = unchecked(weight + candidate.Weight);
        }

        return new GradedSet(good, weight, total);
    }

    /// <summary>Whether more than this percentage is good, in integers.</summary>
    public bool Exceeds(int goodPercent) => Total > 0 && (long)Atxs.Count * 100 / Total > goodPercent;
}
