using Spacemesh.Primitives;
using Spacemesh.Wire.Poet;

namespace Spacemesh.Poet.Http;

/// <summary>A round's proof as it is stored and sent to peers, and its members in their order.</summary>
public sealed record PoetRound(PoetProofMessage Message, IReadOnlyList<Hash32> Members)
{
    /// <summary>The proof with the most leaves, the first of equals; null without any (spec 03 §14.6).</summary>
    public static PoetRound? Best(IEnumerable<PoetRound> rounds) => rounds.Aggregate(
        default(PoetRound), (best, round) => best is null || round.Message.Proof.LeafCount > best.Message.Proof.LeafCount ? round : best);
}
