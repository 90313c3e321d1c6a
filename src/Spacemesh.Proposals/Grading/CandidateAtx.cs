using Spacemesh.Primitives;

namespace Spacemesh.Proposals.Grading;

/// <summary>An ATX that may go into an active set.</summary>
/// <param name="Id">The ATX.</param>
/// <param name="ReceivedNanoseconds">Its receipt, Unix nanoseconds; 0 for checkpointed ATXs.</param>
/// <param name="ProofNanoseconds">Receipt of its smesher's malfeasance proof; 0 where there is none.</param>
/// <param name="Weight">Effective units × ticks, wrapping.</param>
public readonly record struct CandidateAtx(AtxId Id, long ReceivedNanoseconds, long ProofNanoseconds, ulong Weight)
{
    /// <summary>
    /// The grade for an epoch that begins at <paramref name="epochStart"/>, all in nanoseconds: received four delays before, and no proof
    /// before it, is good; three delays, and no proof up to a delay before it, acceptable.
    /// </summary>
    public AtxGrade Grade(Int128 epochStart, Int128 networkDelay) =>
        ReceivedNanoseconds < epochStart - (4 * networkDelay) && IsHonestUntil(epochStart) ? AtxGrade.Good
        : ReceivedNanoseconds < epochStart - (3 * networkDelay) && IsHonestUntil(epochStart - networkDelay) ? AtxGrade.Acceptable
        : AtxGrade.Evil;

    private bool IsHonestUntil(Int128 time) => ProofNanoseconds == 0 || ProofNanoseconds >= time;
}
