using Spacemesh.Codec;
using Spacemesh.Poet.Kernel;
using Spacemesh.Poet.Verification;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Poet;

namespace Spacemesh.Poet.Tests.Vectors;

[VectorFile("03-work-verify")]
internal sealed class WorkVerifyVectors : VectorSuite
{
    public override void Check(VectorCase vector) => CheckProof(vector);

    internal static void CheckProof(VectorCase vector)
    {
        var given = vector.In;
        var proof = new PoetProof(
            new PoetMerkleProof(
                given.Hex("root"),
                [.. given.GetProperty("proven_leaves").EnumerateArray().Select(leaf => new ScaleBytes(leaf.Hex()))],
                [.. given.GetProperty("proof_nodes").EnumerateArray().Select(node => new ScaleBytes(node.Hex()))]),
            given.U64("leaf_count"));
        foreach (var kernel in new[] { Sha256Kernel.Best, new ScalarSha256Kernel() })
        {
            var verdict = WorkVerifier.Verify(given.Hex("statement"), proof, given.I32("security_param"), kernel);
            VectorCase.Equal(vector.Out.Flag("ok"), verdict.IsValid, $"{kernel.Name}: verdict ({verdict.Text})");
            if (!verdict.IsValid)
                VectorCase.Equal(vector.Out.Text("error"), verdict.Text, kernel.Name);
        }
    }
}
