using Spacemesh.Crypto.Merkle;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Crypto.Tests.Merkle;

[VectorFile("03-partial-tree")]
public sealed class PartialTreeVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        bool membership = vector.In.Text("hash") == "membership";
        VectorCase.True(membership || vector.In.Text("hash") == "sha256", "unknown hash");
        var indices = vector.In.Numbers("indices");
        var leaves = vector.In.Blobs("leaves");
        var nodes = vector.In.Blobs("nodes");
        var root = vector.In.Hex("root");
        var record = new List<(string Left, string Right, string Hash)>();
        var verdict = PartialTree.Validate(indices, leaves, nodes, root, new RecordingHash(membership, record));
        VectorCase.Equal(vector.Out.Flag("valid"), verdict == PartialTreeVerdict.Valid, "valid");
        VectorCase.Equal(vector.Out.Has("error") ? vector.Out.Text("error") : "", PartialTree.Explain(verdict, indices.Length, leaves.Length), "error");
        if (vector.Out.Has("hashes"))
        {
            var expected = vector.Out.GetProperty("hashes").EnumerateArray().Select(hash => (hash.Text("left"), hash.Text("right"), hash.Text("hash")));
            VectorCase.Equal(string.Join('\n', expected), string.Join('\n', record), "hashes");
        }

        if (vector.Out.Has("snapshots"))
        {
            PartialTree.Compute(indices, leaves, nodes, new RecordingHash(membership, []), out _, out var snapshots);
            vector.Out.GetProperty("snapshots").CheckSnapshots(snapshots);
        }

        if (membership && leaves.Length == 1 && indices.Length == 1 && nodes.All(node => node.Length == Hash32.Size))
        {
            bool member = PartialTree.IsMember(indices[0], leaves[0].Span, [.. nodes.Select(node => Hash32.FromBytes(node.Span))], root);
            VectorCase.Equal(vector.Out.Flag("valid"), member, "member");
        }
    }
}
