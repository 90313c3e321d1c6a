using Spacemesh.Codec;
using Spacemesh.Primitives;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Proposals.Grading;

/// <summary>An active set for our own ballots.</summary>
/// <param name="Id">The hash of the ids.</param>
/// <param name="Atxs">Ascending.</param>
/// <param name="Weight">Their weight.</param>
public sealed record GeneratedSet(Hash32 Id, ScaleList<AtxId> Atxs, ulong Weight)
{
    /// <summary>Sorts and hashes.</summary>
    public static GeneratedSet Of(IEnumerable<AtxId> atxs, ulong weight)
    {
        var sorted = atxs.Order().ToScaleList();
        return new GeneratedSet(new EpochActiveSet(default, sorted).ComputeHash(), sorted, weight);
    }
}
