using Spacemesh.Crypto.Merkle;
using Spacemesh.Primitives;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Poet.Membership;

/// <summary>Proofs that a challenge took part in a round (spec 03 §7, §14.6).</summary>
public static class RoundMembership
{
    /// <summary>The proof of the first position that holds <paramref name="challenge"/>; null when it is not among the members.</summary>
    public static MerkleProofV1? Prove(IReadOnlyList<Hash32> members, in Hash32 challenge)
    {
        int index = -1;
        var leaves = new ReadOnlyMemory<byte>[members.Count];
        for (int i = members.Count - 1; i >= 0; i--)
        {
            leaves[i] = members[i].ToArray();
            if (members[i] == challenge)
                index = i;
        }

        if (index < 0)
            return null;
        var nodes = new MerkleTree<Blake3NodeHash>(leaves, default).Prove(index);
        return new MerkleProofV1([.. nodes.Select(node => Hash32.FromBytes(node.Span))], (ulong)index);
    }
}
