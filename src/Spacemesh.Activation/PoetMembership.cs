using Spacemesh.Crypto.Merkle;
using Spacemesh.Primitives;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Activation;

/// <summary>Membership of the challenges of a NIPoST in its PoET round (spec 04 §8.2).</summary>
public static class PoetMembership
{
    /// <summary>
    /// Why the NIPoST's challenges were not in the round; null when they were. Only the first sub-post of a leaf is looked at: what the
    /// network does, so another answer would split from it.
    /// </summary>
    public static string? Fault(ActivationTxV2 atx, NIPostV2 nipost, Hash32 statement)
    {
        var challenges = new SortedDictionary<ulong, ReadOnlyMemory<byte>>();
        foreach (var post in nipost.Posts)
        {
            if (!challenges.ContainsKey(post.MembershipLeafIndex))
                challenges.Add(post.MembershipLeafIndex, ChallengeOf(atx, post).ToArray());
        }

        var nodes = new ReadOnlyMemory<byte>[nipost.Membership.Nodes.Count];
        for (int i = 0; i < nodes.Length; i++)
            nodes[i] = nipost.Membership.Nodes[i].ToArray();
        var verdict = PartialTree.Validate([.. challenges.Keys], [.. challenges.Values], nodes, Hash32.Span(in statement), default(Blake3NodeHash));
        return verdict == PartialTreeVerdict.Valid ? null : $"invalid membership proof {PartialTree.Explain(verdict, challenges.Count, challenges.Count)}";
    }

    /// <summary>The challenge that a sub-post's identity registered at the PoET. The sub-post's index is in range.</summary>
    public static Hash32 ChallengeOf(ActivationTxV2 atx, SubPostV2 post) => new NIPostChallengeV2(
        atx.PublishEpoch,
        atx.Initial is null ? atx.PreviousAtxs[(int)post.PrevAtxIndex] : default,
        atx.PositioningAtx,
        atx.Initial?.Post).ComputeHash();
}
