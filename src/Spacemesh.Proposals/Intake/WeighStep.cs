using Spacemesh.Primitives;

namespace Spacemesh.Proposals.Intake;

/// <summary>
/// Find the weight of an active set (spec 06 §13.4): from <see cref="Grading.ActiveSetWeights"/>, or fetch the set, read it and
/// <see cref="Grading.ActiveSetWeights.Weigh"/> it. Concurrent questions for the same set share one search and its failure.
/// </summary>
public sealed class WeighStep : IntakeStep
{
    internal WeighStep(Hash32 activeSet) => ActiveSet = activeSet;

    public Hash32 ActiveSet { get; }

    /// <summary>Answer: the weight.</summary>
    public ulong Weight { get; set; }
}
