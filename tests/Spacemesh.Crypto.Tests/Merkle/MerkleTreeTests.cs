using Spacemesh.Crypto.Hashing;
using Spacemesh.Crypto.Merkle;
using Spacemesh.Primitives;

namespace Spacemesh.Crypto.Tests.Merkle;

public sealed class MerkleTreeTests
{
    [Fact]
    public void Every_proof_of_every_leaf_of_trees_up_to_64_leaves_validates()
    {
        for (int count = 1; count <= 64; count++)
        {
            var leaves = Leaves(count);
            var tree = new MerkleTree<Blake3NodeHash>(leaves, default);
            for (int i = 0; i < count; i++)
            {
                var proof = tree.Prove(i).ToArray();
                var nodes = proof.Select(node => Hash32.FromBytes(node.Span)).ToArray();
                Assert.Equal(PartialTreeVerdict.Valid, PartialTree.Validate([(ulong)i], [leaves[i]], proof, tree.Root.Span, default(Blake3NodeHash)));
                Assert.True(PartialTree.IsMember((ulong)i, leaves[i].Span, nodes, tree.Root.Span));
                if (count > 1)
                {
                    Assert.False(PartialTree.IsMember((ulong)i ^ 1, leaves[i].Span, nodes, tree.Root.Span));
                    Assert.False(PartialTree.IsMember((ulong)i, leaves[i].Span, nodes.AsSpan(1), tree.Root.Span));
                }
            }
        }
    }

    [Fact]
    public void Proofs_of_random_sets_of_leaves_validate_and_those_of_altered_leaves_do_not()
    {
        var random = new Random(11);
        for (int run = 0; run < 300; run++)
        {
            var leaves = Leaves(random.Next(1, 100));
            var tree = new MerkleTree<Sha256NodeHash>(leaves, default);
            var proven = Enumerable.Range(0, leaves.Length).Where(_ => random.Next(4) == 0).DefaultIfEmpty(0).ToArray();
            var indices = proven.Select(index => (ulong)index).ToArray();
            var values = proven.Select(index => leaves[index]).ToArray();
            var proof = tree.Prove(proven).ToArray();
            Assert.Equal(PartialTreeVerdict.Valid, PartialTree.Validate(indices, values, proof, tree.Root.Span, default(Sha256NodeHash)));
            values[random.Next(values.Length)] = new byte[32];
            Assert.Equal(PartialTreeVerdict.WrongRoot, PartialTree.Validate(indices, values, proof, tree.Root.Span, default(Sha256NodeHash)));
        }
    }

    [Fact]
    public void Builder_and_tree_agree_on_leaves_of_any_size_with_empty_ones_among_them()
    {
        var random = new Random(3);
        for (int run = 0; run < 500; run++)
        {
            var leaves = new ReadOnlyMemory<byte>[random.Next(70)];
            for (int i = 0; i < leaves.Length; i++)
            {
                var leaf = new byte[random.Next(4) == 0 ? 0 : random.Next(1, 200)];
                random.NextBytes(leaf);
                leaves[i] = leaf;
            }

            Assert.Equal(new MerkleTree<Blake3NodeHash>(leaves, default).Root.ToArray(), Blake3Merkle.Root(leaves));
        }
    }

    [Fact]
    public void Padded_root_is_the_root_of_all_the_leaves_and_zeros()
    {
        var random = new Random(5);
        foreach (int width in new[] { 1, 2, 3, 8, 100, 255, 256, 257 })
        {
            for (int count = 0; count <= Math.Min(width, 40); count++)
            {
                var leaves = Leaves(count);
                for (int i = 0; i < count; i++)
                    leaves[i] = random.Next(5) == 0 ? default : leaves[i];
                ReadOnlyMemory<byte>[] all = [.. leaves, .. Enumerable.Repeat(new ReadOnlyMemory<byte>(new byte[32]), width - count)];
                Assert.Equal(Blake3Merkle.Root(all), Blake3Merkle.PaddedRoot(leaves, width));
            }
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => Blake3Merkle.PaddedRoot(Leaves(3), 2));
    }

    [Fact]
    public void Root_into_a_span_gives_the_length()
    {
        var builder = Blake3Merkle.Builder();
        var root = new byte[64];
        Assert.Equal(0, builder.Root(root));
        builder.Append([1, 2, 3]);
        Assert.Equal(3, builder.Root(root));
        builder.Append(new byte[50]);
        Assert.Equal(32, builder.Root(root));
        Assert.Equal(builder.Root(), root[..32]);
        Assert.Throws<InvalidOperationException>(() => builder.AppendZeros(uint.MaxValue, Blake3Merkle.ZeroSubtrees));
    }

    [Fact]
    public void Index_of_a_vanished_leaf_proves_nothing_and_later_ones_count_it()
    {
        var leaves = Leaves(2);
        var tree = new MerkleTree<Blake3NodeHash>([default, leaves[0], leaves[1]], default);
        Assert.Empty(tree.Prove(0));
        Assert.Equal(leaves[1].ToArray(), Assert.Single(tree.Prove(1)).ToArray());
        Assert.Equal(leaves[0].ToArray(), Assert.Single(tree.Prove(2)).ToArray());
        Assert.Empty(tree.Prove(3, -1));
    }

    [Fact]
    public void Thousands_of_hostile_nodes_do_not_exhaust_the_stack()
    {
        var nodes = Enumerable.Repeat(new ReadOnlyMemory<byte>([7]), 6000).ToArray();
        var indices = Enumerable.Range(0, 64).Select(bit => 1ul << bit).Prepend(0ul).ToArray();
        var leaves = Enumerable.Repeat(new ReadOnlyMemory<byte>([1]), indices.Length).ToArray();
        Assert.Equal(PartialTreeVerdict.WrongRoot, PartialTree.Validate(indices, leaves, nodes, new byte[32], default(Blake3NodeHash)));
    }

    private static ReadOnlyMemory<byte>[] Leaves(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new ReadOnlyMemory<byte>(Blake3.Hash(BitConverter.GetBytes(i)).ToArray()))];
}
