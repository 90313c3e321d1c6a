using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Activation;

/// <summary>
/// The id of an ATX V2: the root of a tree over nine leaves, most of them roots themselves (spec 01 §7.3).
/// Sub-posts whose previous-ATX index is out of range have an empty root, which the tree drops (spec 01 §2.7).
/// </summary>
public static class AtxV2Id
{
    /// <summary>Leaves of the id tree.</summary>
    public const int LeafCount = 9;

    /// <summary>Leaf of the marriage certificates' root.</summary>
    public const int MarriagesLeaf = 7;

    private const int CoinbaseLeaf = 2;

    public static AtxId Compute(ActivationTxV2 atx)
    {
        Span<Hash32> leaves = stackalloc Hash32[LeafCount];
        Fill(atx, leaves);
        Span<Hash32> level = stackalloc Hash32[5];
        for (int i = 0; i < 4; i += i + 1 == CoinbaseLeaf / 2 ? 2 : 1)
            level[i] = AtxV2Tree.Node(leaves[2 * i], leaves[(2 * i) + 1]);
        var coinbase = atx.Coinbase;
        level[CoinbaseLeaf / 2] = AtxV2Tree.Node(Address.Span(in coinbase), Hash32.Span(in leaves[CoinbaseLeaf + 1]));
        level[4] = AtxV2Tree.Node(leaves[8], AtxV2Tree.Zeros(0));
        return new AtxId(AtxV2Tree.Root(level, level.Length, level.Length, 1).Value);
    }

    /// <summary>The nine leaves; the coinbase one has 24 bytes, the others 32.</summary>
    public static ScaleBytes[] Leaves(ActivationTxV2 atx)
    {
        Span<Hash32> leaves = stackalloc Hash32[LeafCount];
        Fill(atx, leaves);
        var result = new ScaleBytes[LeafCount];
        for (int i = 0; i < LeafCount; i++)
            result[i] = i == CoinbaseLeaf ? atx.Coinbase.ToArray() : leaves[i].ToArray();
        return result;
    }

    /// <summary>Root over nonce, indices and pow.</summary>
    public static Hash32 PostRoot(in PostV1 post)
    {
        Span<byte> numbers = stackalloc byte[sizeof(uint) + sizeof(ulong)];
        BinaryPrimitives.WriteUInt32LittleEndian(numbers, post.Nonce);
        BinaryPrimitives.WriteUInt64LittleEndian(numbers[sizeof(uint)..], post.Pow);
        var left = AtxV2Tree.Node(numbers[..sizeof(uint)], post.Indices.Span);
        return AtxV2Tree.Node(left, AtxV2Tree.Node(numbers[sizeof(uint)..], AtxV2Tree.ZeroNode));
    }

    /// <summary>Root over reference and signature.</summary>
    public static Hash32 CertificateRoot(in MarriageCertificate certificate)
    {
        var reference = certificate.ReferenceAtx;
        var signature = certificate.Signature;
        return AtxV2Tree.Node(AtxId.Span(in reference), EdSignature.Span(in signature));
    }

    /// <summary>Root of 256 leaves: the certificates' roots, then zeros.</summary>
    public static Hash32 MarriagesRoot(ScaleList<MarriageCertificate> marriages)
    {
        if (marriages.IsEmpty)
            return AtxV2Tree.Zeros(AtxV2Tree.WideLevels);
        Span<Hash32> roots = stackalloc Hash32[marriages.Count];
        for (int i = 0; i < roots.Length; i++)
            roots[i] = CertificateRoot(in marriages.Span[i]);
        return AtxV2Tree.Root(roots, roots.Length, AtxV2Tree.Width, 0);
    }

    /// <summary>Root of one sub-post; null is the empty root of an index without a previous ATX.</summary>
    public static Hash32? SubPostRoot(in SubPostV2 post, ScaleList<AtxId> previousAtxs)
    {
        if (post.PrevAtxIndex >= (uint)previousAtxs.Count)
            return null;
        Span<byte> numbers = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(numbers, post.MarriageIndex);
        var first = AtxV2Tree.Node(numbers, AtxId.Span(in previousAtxs.Span[(int)post.PrevAtxIndex]));
        var second = AtxV2Tree.Node(Padded(post.MembershipLeafIndex), PostRoot(post.Post));
        BinaryPrimitives.WriteUInt32LittleEndian(numbers, post.NumUnits);
        var third = AtxV2Tree.Node(AtxV2Tree.Node(numbers, AtxV2Tree.ZeroNode), AtxV2Tree.Zeros(0));
        return AtxV2Tree.Node(AtxV2Tree.Node(first, second), third);
    }

    /// <summary>
    /// Root of 256 leaves: the sub-posts' roots, then zeros. An empty root vanishes where a left child is due and is an empty
    /// right child elsewhere; null where nothing is left.
    /// </summary>
    public static Hash32? PostsRoot(ScaleList<SubPostV2> posts, ScaleList<AtxId> previousAtxs)
    {
        Span<Hash32> pairs = stackalloc Hash32[(posts.Count + 1) / 2];
        int count = 0;
        Hash32? parked = null;
        foreach (ref readonly var post in posts.Span)
        {
            var root = SubPostRoot(in post, previousAtxs);
            if (parked is not { } left)
            {
                parked = root;
                continue;
            }

            pairs[count++] = root is { } right ? AtxV2Tree.Node(left, right) : AtxV2Tree.Node(Hash32.Span(in left), default(ReadOnlySpan<byte>));
            parked = null;
        }

        int zeros = AtxV2Tree.Width - posts.Count;
        if (parked is { } last)
        {
            if (count == 0 && zeros == 0)
                return last;
            pairs[count++] = AtxV2Tree.Node(last, AtxV2Tree.Zeros(0));
            zeros = Math.Max(zeros - 1, 0);
        }

        int total = count + ((zeros + 1) / 2);
        return total == 0 ? null : AtxV2Tree.Root(pairs, count, total, 1);
    }

    /// <summary>Root over membership, challenge and posts.</summary>
    public static Hash32 NIPostRoot(NIPostV2 nipost, ScaleList<AtxId> previousAtxs)
    {
        var writer = new ScaleWriter(stackalloc byte[4 + (MerkleProofV2.MaxNodes * Bytes32.Length)]);
        writer.Struct(nipost.Membership);
        var challenge = nipost.Challenge;
        var left = AtxV2Tree.Node(writer.Written, Hash32.Span(in challenge));
        return PostsRoot(nipost.Posts, previousAtxs) is { } posts ? AtxV2Tree.Node(left, AtxV2Tree.Node(posts, AtxV2Tree.Zeros(0))) : left;
    }

    /// <summary>Siblings of a leaf of the id tree, from the leaves up.</summary>
    public static Hash32[] ProveLeaf(ActivationTxV2 atx, int leaf)
    {
        if (leaf is CoinbaseLeaf + 1)
            throw new ArgumentOutOfRangeException(nameof(leaf), leaf, "its sibling is the coinbase, which is no node of 32 bytes");
        Span<Hash32> leaves = stackalloc Hash32[LeafCount];
        Fill(atx, leaves);
        var coinbase = atx.Coinbase;
        var pair = AtxV2Tree.Node(Address.Span(in coinbase), Hash32.Span(in leaves[CoinbaseLeaf + 1]));
        return AtxV2Tree.Prove(leaves, leaf, (CoinbaseLeaf / 2, pair));
    }

    /// <summary>Siblings of a certificate among the 256 leaves of the marriages' tree.</summary>
    public static Hash32[] ProveCertificate(ScaleList<MarriageCertificate> marriages, int index)
    {
        Span<Hash32> leaves = stackalloc Hash32[AtxV2Tree.Width];
        leaves.Clear();
        for (int i = 0; i < marriages.Count; i++)
            leaves[i] = CertificateRoot(in marriages.Span[i]);
        return AtxV2Tree.Prove(leaves, index, null);
    }

    /// <summary>The root that a leaf and its siblings lead to; index bits above the height do not matter (spec 01 §2.7).</summary>
    public static Hash32 RootOf(ulong index, Hash32 leaf, ReadOnlySpan<Hash32> siblings)
    {
        var node = leaf;
        foreach (var sibling in siblings)
        {
            node = (index & 1) == 0 ? AtxV2Tree.Node(node, sibling) : AtxV2Tree.Node(sibling, node);
            index >>= 1;
        }

        return node;
    }

    private static void Fill(ActivationTxV2 atx, Span<Hash32> leaves)
    {
        leaves.Clear();
        leaves[0] = Padded(atx.PublishEpoch.Value);
        leaves[1] = new Hash32(atx.PositioningAtx.Value);
        if (atx.Initial is { } initial)
            leaves[3] = AtxV2Tree.Node(new Hash32(initial.CommitmentAtx.Value), PostRoot(initial.Post));
        var previous = atx.PreviousAtxs;
        if (previous.IsEmpty)
        {
            leaves[4] = AtxV2Tree.Zeros(AtxV2Tree.WideLevels);
        }
        else
        {
            Span<Hash32> ids = stackalloc Hash32[previous.Count];
            MemoryMarshal.Cast<AtxId, Hash32>(previous.Span).CopyTo(ids);
            leaves[4] = AtxV2Tree.Root(ids, ids.Length, AtxV2Tree.Width, 0);
        }

        Span<Hash32> niposts = stackalloc Hash32[ActivationTxV2.MaxNIPosts];
        for (int i = 0; i < atx.NIPosts.Count; i++)
            niposts[i] = NIPostRoot(atx.NIPosts[i], previous);
        leaves[5] = AtxV2Tree.Root(niposts, atx.NIPosts.Count, ActivationTxV2.MaxNIPosts, 0);
        leaves[6] = Padded(atx.VrfNonce);
        leaves[7] = MarriagesRoot(atx.Marriages);
        if (atx.MarriageAtx is { } marriage)
            leaves[8] = new Hash32(marriage.Value);
    }

    private static Hash32 Padded(ulong number)
    {
        var bytes = default(Bytes32);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, number);
        return new Hash32(bytes);
    }
}
