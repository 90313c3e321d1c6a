using Spacemesh.Codec;
using Spacemesh.Primitives;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Malfeasance;

/// <summary>
/// That a PoST does not verify when only one of its indices is looked at. Any error of the verification proves it, an absent PoST and a
/// challenge of another length too; an interrupted one proves nothing. Labels are made with <see cref="ScryptN"/> on every network
/// (spec 04 §12.2).
/// </summary>
/// <param name="Node">Whose space.</param>
/// <param name="Commitment">What its labels are bound to.</param>
/// <param name="Challenge">As the ATX states it.</param>
/// <param name="NumUnits">As the ATX declares them.</param>
/// <param name="Post">The proof; null where the ATX leaves it out.</param>
/// <param name="Ordinal">Position of the index in the proof's list; one beyond the list leaves nothing to look at.</param>
public sealed record BadPostClaim(NodeId Node, AtxId Commitment, ScaleBytes Challenge, uint NumUnits, PostV1? Post, uint Ordinal)
{
    /// <summary>The scrypt N of judgement; r and p are 1.</summary>
    public const int ScryptN = 8192;
}
