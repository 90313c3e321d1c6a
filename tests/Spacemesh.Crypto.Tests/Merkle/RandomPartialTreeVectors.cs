using Spacemesh.Crypto.Merkle;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Crypto.Tests.Merkle;

[VectorFile("03-partial-tree-random")]
public sealed class RandomPartialTreeVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        bool membership = vector.In.Text("hash") == "membership";
        VectorCase.True(membership || vector.In.Text("hash") == "sha256", "unknown hash");
        var record = new List<(string Left, string Right, string Hash)>();
        var verdict = PartialTree.Compute(
            vector.In.Numbers("indices"),
            vector.In.Blobs("leaves"),
            vector.In.Blobs("nodes"),
            new RecordingHash(membership, record),
            out var root,
            out var snapshots);
        VectorCase.Equal(PartialTreeVerdict.Valid, verdict, "verdict");
        VectorCase.Equal(vector.Out.Text("root"), Convert.ToHexStringLower(root.Span), "root");
        VectorCase.Equal(vector.Out.I32("hashes"), record.Count, "hashes");
        vector.Out.GetProperty("snapshots").CheckSnapshots(snapshots);
    }
}
