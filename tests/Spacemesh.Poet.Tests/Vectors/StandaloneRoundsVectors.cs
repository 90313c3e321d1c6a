using Spacemesh.Codec;
using Spacemesh.Poet.Verification;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Poet;

namespace Spacemesh.Poet.Tests.Vectors;

[VectorFile("03-rounds")]
internal sealed class StandaloneRoundsVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var message = Scale.Decode<PoetProofMessage>(vector.In.Hex("message"));
        VectorCase.Equal(vector.In.Hex("expected_ref"), message.ComputeRef().ToArray(), "ref");
        VectorCase.Equal(vector.Out.U64("leaf_count"), message.Proof.LeafCount, "leaf count");
        VectorCase.Equal(vector.Out.I32("proof_nodes"), message.Proof.MerkleProof.ProofNodes.Count, "proof nodes");
        VectorCase.Equal(vector.Out.Text("round_id"), message.RoundId.ToString(), "round");
        VectorCase.Equal(vector.Out.Hex("service_id"), message.PoetServiceId.Span, "service");
        VectorCase.Equal(vector.Out.Hex("statement"), Hash32.Span(message.Statement), "statement");
        VectorCase.Equal(vector.Out.U64("ticks_at_100"), PoetParameters.Ticks(message.Proof.LeafCount, 100), "ticks");
        var verdict = WorkVerifier.Verify(Hash32.Span(message.Statement), message.Proof);
        VectorCase.Equal(vector.Out.Flag("ok"), verdict.IsValid, $"verdict ({verdict.Text})");
    }
}
