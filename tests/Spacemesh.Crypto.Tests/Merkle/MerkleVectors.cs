using System.Buffers.Binary;
using System.Text.Json;
using Spacemesh.Crypto.Merkle;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Crypto.Tests.Merkle;

[VectorFile("01-merkle")]
public sealed class MerkleVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        if (vector.In.Has("root"))
            CheckValidation(vector);
        else if (vector.In.Has("sha256"))
            CheckTree(vector, NumberedLeaves(vector.In.I32("n")), default(Sha256NodeHash));
        else if (vector.In.Has("zero_leaves"))
            CheckTree(vector, ZeroLeaves(vector.In.I32("zero_leaves")), default(Blake3NodeHash));
        else
            CheckTree(vector, vector.In.Blobs("leaves"), default(Blake3NodeHash));
    }

    private static void CheckTree<THash>(VectorCase vector, ReadOnlyMemory<byte>[] leaves, THash hash)
        where THash : struct, INodeHash
    {
        string expected = vector.Out.Text("root");
        var tree = new MerkleTree<THash>(leaves, hash);
        VectorCase.Equal(expected, Convert.ToHexStringLower(tree.Root.Span), "root of the tree");
        var builder = new MerkleRootBuilder<THash>(hash);
        foreach (var leaf in leaves)
            builder.Append(leaf.Span);
        VectorCase.Equal(expected, Convert.ToHexStringLower(builder.Root()), "root of the builder");
        if (vector.In.Has("zero_leaves"))
        {
            var zeros = new MerkleRootBuilder<THash>(hash);
            zeros.AppendZeros((uint)leaves.Length, new ZeroSubtrees<THash>(hash));
            VectorCase.Equal(expected, Convert.ToHexStringLower(zeros.Root()), "root of zeros");
        }

        if (!vector.Out.Has("proof"))
            return;
        var indices = vector.In.GetProperty("indices").EnumerateArray().Select(index => index.GetInt32()).ToArray();
        var proof = tree.Prove(indices);
        VectorCase.Equal(vector.Out.GetProperty("proof").ToString(), JsonSerializer.Serialize(proof.Select(node => Convert.ToHexStringLower(node.Span))), "proof");
    }

    private static void CheckValidation(VectorCase vector)
    {
        var indices = vector.In.GetProperty("indices").EnumerateArray().Select(index => index.GetUInt64()).ToArray();
        var leaves = vector.In.Blobs("leaves");
        var verdict = PartialTree.Validate(indices, leaves, vector.In.Blobs("proof"), vector.In.Hex("root"), default(Blake3NodeHash));
        VectorCase.Equal(vector.Out.Has("error") ? vector.Out.Text("error") : "", PartialTree.Explain(verdict, indices.Length, leaves.Length), "error");
        if (vector.Out.Has("ok"))
            VectorCase.Equal(vector.Out.Flag("ok"), verdict == PartialTreeVerdict.Valid, "ok");
    }

    private static ReadOnlyMemory<byte>[] NumberedLeaves(int count)
    {
        var leaves = ZeroLeaves(count);
        for (int i = 0; i < count; i++)
        {
            var leaf = new byte[32];
            BinaryPrimitives.WriteInt32LittleEndian(leaf, i);
            leaves[i] = leaf;
        }

        return leaves;
    }

    private static ReadOnlyMemory<byte>[] ZeroLeaves(int count) => [.. Enumerable.Repeat(new ReadOnlyMemory<byte>(new byte[32]), count)];
}
