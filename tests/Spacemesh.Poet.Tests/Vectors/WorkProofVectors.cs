using System.Text.Json;
using Spacemesh.Codec;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Poet.Verification;
using Spacemesh.Poet.Work;
using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Poet;

namespace Spacemesh.Poet.Tests.Vectors;

[VectorFile("03-work-proof")]
internal sealed class WorkProofVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var statement = vector.In.Hex("statement");
        int securityParameter = vector.In.I32("security_param");
        foreach (int layer in vector.In.U64("leaves") > 10_000 ? [7] : new[] { 0, 1, 4 })
        {
            var work = new SequentialWork(new MemoryWorkStore(statement, layer));
            work.Advance(vector.In.U64("leaves"));
            var proof = WorkProver.Prove(work, new InlineWorkPool(), securityParameter).AsTask().Result;
            Compare(vector, proof, layer);
            VectorCase.Equal(
                vector.Out.GetProperty("verdict").Flag("ok"), WorkVerifier.Verify(statement, proof, securityParameter).IsValid, $"layer {layer}: verdict");
        }
    }

    private static void Compare(VectorCase vector, PoetProof proof, int layer)
    {
        var expected = vector.Out;
        VectorCase.Equal(expected.Hex("root"), proof.MerkleProof.Root.Span, $"layer {layer}: root");
        Equal(expected, "proven_leaves", proof.MerkleProof.ProvenLeaves);
        Equal(expected, "proof_nodes", proof.MerkleProof.ProofNodes);
        VectorCase.Equal(
            expected.Has("indices") ? string.Join(' ', expected.GetProperty("indices").EnumerateArray().Select(index => index.GetUInt64())) : "",
            string.Join(' ', ChallengeIndices.Draw(proof.MerkleProof.Root, proof.LeafCount, vector.In.I32("security_param"))),
            "indices");
        if (!expected.Has("encoded_len"))
            return;
        var encoded = Scale.Encode(proof);
        VectorCase.Equal(expected.I32("encoded_len"), encoded.Length, "length of the encoding");
        VectorCase.Equal(expected.Hex("encoded_blake3"), Blake3.Hash(encoded).ToArray(), "hash of the encoding");
        VectorCase.Equal(expected.Hex("ref"), proof.ComputeRef().ToArray(), "ref");
        if (expected.Has("encoded"))
            VectorCase.Equal(expected.Hex("encoded"), encoded, "encoding");
    }

    private static void Equal(JsonElement expected, string property, ScaleList<ScaleBytes> actual)
    {
        if (!expected.Has(property))
            return;
        var nodes = expected.GetProperty(property).EnumerateArray().Select(node => node.GetString()!).ToList();
        VectorCase.Equal(string.Join(' ', nodes), string.Join(' ', actual), property);
    }
}
