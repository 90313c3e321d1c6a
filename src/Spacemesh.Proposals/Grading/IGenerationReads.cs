using Spacemesh.Eligibility;
using Spacemesh.Primitives;

namespace Spacemesh.Proposals.Grading;

/// <summary>Where the active sets of our own ballots come from.</summary>
public interface IGenerationReads : IActiveSetSource
{
    /// <summary>The set of a trusted bootstrap update; null where there is none.</summary>
    IReadOnlyList<AtxId>? Fallback(EpochId target);

    /// <summary>All ATXs published in an epoch.</summary>
    IEnumerable<CandidateAtx> Candidates(EpochId published);
}
