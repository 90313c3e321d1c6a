using System.Buffers.Binary;
using System.Text.Json;
using Spacemesh.Crypto.Merkle;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Poet.Tests.Vectors;

[VectorFile("03-tree")]
internal sealed class TreeVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        if (vector.In.Text("hash") == "membership")
            CheckWith(vector, default(Blake3NodeHash));
        else
            CheckWith(vector, default(Sha256NodeHash));
    }

    private static void CheckWith<THash>(VectorCase vector, THash hash)
        where THash : struct, INodeHash
    {
        var leaves = Leaves(vector.In);
        var recorded = new List<string>();
        var builder = new MerkleRootBuilder<Recording<THash>>(new Recording<THash>(hash, recorded));
        foreach (var leaf in leaves)
            builder.Append(leaf.Span);
        int layer = 0;
        foreach (var parked in vector.Out.GetProperty("parked").EnumerateArray())
            VectorCase.Equal(parked.Hex(), builder.Parked(layer++), $"parked node of layer {layer - 1}");

        var root = builder.Root();
        var proof = new MerkleTree<THash>(leaves, hash)
            .Prove([.. vector.In.GetProperty("prove").EnumerateArray().Select(index => index.GetInt32())]).Select(node => Convert.ToHexStringLower(node.Span)).ToList();
        if (vector.In.Has("min_height"))
            Raise(vector.In, hash, leaves.Length, ref root, proof, recorded);

        VectorCase.Equal(vector.Out.Hex("root"), root, "root");
        VectorCase.Equal(string.Join(' ', vector.Out.GetProperty("proof").EnumerateArray().Select(node => node.GetString())), string.Join(' ', proof), "proof");
        if (!vector.Out.Has("hashes"))
            return;
        var expected = vector.Out.GetProperty("hashes").EnumerateArray().Select(one => $"{one.Text("left")}+{one.Text("right")}={one.Text("hash")}");
        VectorCase.Equal(string.Join('\n', expected), string.Join('\n', recorded), "hashes");
    }

    /// <summary>A tree forced to a height: its root is hashed with padding once per missing layer.</summary>
    private static void Raise<THash>(JsonElement given, THash hash, int leaves, ref byte[] root, List<string> proof, List<string> recorded)
        where THash : struct, INodeHash
    {
        int height = leaves <= 1 ? 0 : 32 - int.LeadingZeroCount(leaves - 1);
        for (; root.Length > 0 && height < given.I32("min_height"); height++)
        {
            var raised = new byte[32];
            new Recording<THash>(hash, recorded).Hash(root, new byte[32], raised);
            root = raised;
            if (given.GetProperty("prove").GetArrayLength() > 0)
                proof.Add(new string('0', 64));
        }
    }

    private static ReadOnlyMemory<byte>[] Leaves(JsonElement given)
    {
        if (!given.Has("leaf_rule"))
            return [.. given.GetProperty("leaves").EnumerateArray().Select(leaf => new ReadOnlyMemory<byte>(leaf.Hex()))];
        VectorCase.Equal("LE64(i) || 0^24", given.Text("leaf_rule"), "leaf rule");
        return [.. Enumerable.Range(0, given.I32("count")).Select(Numbered)];
    }

    private static ReadOnlyMemory<byte> Numbered(int index)
    {
        var leaf = new byte[32];
        BinaryPrimitives.WriteUInt64LittleEndian(leaf, (ulong)index);
        return leaf;
    }

    private readonly struct Recording<THash>(THash hash, List<string> recorded) : INodeHash
        where THash : struct, INodeHash
    {
        public void Hash(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, Span<byte> destination)
        {
            string children = $"{Convert.ToHexStringLower(left)}+{Convert.ToHexStringLower(right)}";
            hash.Hash(left, right, destination);
            recorded.Add($"{children}={Convert.ToHexStringLower(destination[..32])}");
        }
    }
}
