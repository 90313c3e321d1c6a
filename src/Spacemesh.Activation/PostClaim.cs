using Spacemesh.Codec;
using Spacemesh.Primitives;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Activation;

/// <summary>That a PoST was made from a space over a challenge (spec 04 §10).</summary>
/// <param name="Node">Whose space.</param>
/// <param name="Commitment">What its labels are bound to.</param>
/// <param name="Challenge">As the ATX states it; a proof over other than 32 bytes is refused.</param>
/// <param name="NumUnits">Its size.</param>
/// <param name="Post">The proof; null where the ATX leaves it out, which is refused.</param>
/// <param name="Scope">Which of its indices are checked.</param>
public sealed record PostClaim(NodeId Node, AtxId Commitment, ScaleBytes Challenge, uint NumUnits, PostV1? Post, PostScope Scope) : AtxClaim
{
    /// <summary>The challenge of initial proofs: 32 zero bytes.</summary>
    public static ScaleBytes ZeroChallenge { get; } = new byte[Bytes32.Length];

    /// <summary>Whether an invalid index convicts the publisher instead of only refusing the ATX (spec 04 §7 #27a).</summary>
    public bool Convicts { get; init; }
}
