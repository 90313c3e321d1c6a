using Spacemesh.Codec;
using Spacemesh.Crypto.Signing;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Activation;
using Spacemesh.Wire.Malfeasance;

namespace Spacemesh.Wire.Tests;

[VectorFile("01-double-marry")]
internal sealed class DoubleMarryVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        if (vector.In.Has("proof"))
            CheckValidity(vector);
        else
            CheckGeneration(vector);
    }

    private static void CheckGeneration(VectorCase vector)
    {
        var references = vector.In.GetProperty("refs").EnumerateArray()
            .ToDictionary(entry => AtxId.FromBytes(entry.Hex("id")), entry => NodeId.FromBytes(entry.Hex("smesher")));
        DoubleMarry.TryProve(
            Scale.Decode<ActivationTxV2>(vector.In.Hex("atx1")),
            Scale.Decode<ActivationTxV2>(vector.In.Hex("atx2")),
            NodeId.FromBytes(vector.In.Hex("node_id")),
            id => references.TryGetValue(id, out var smesher) ? smesher : null,
            out var proof,
            out string? error);
        VectorCase.Equal(vector.Out.Has("error") ? vector.Out.Text("error") : null, error, "error");
        if (proof is null)
            return;
        VectorCase.Equal(FieldReader.Build<ProofDoubleMarry>(vector.Out.GetProperty("proof_fields")), proof, "proof");
        VectorCase.Equal(vector.Out.Hex("proof"), Scale.Encode(proof), "proof bytes");
        VectorCase.Equal(vector.Out.Hex("envelope"), Scale.Encode(DoubleMarry.ToEnvelope(proof)), "envelope");
    }

    private static void CheckValidity(VectorCase vector)
    {
        var proof = Scale.Decode<ProofDoubleMarry>(vector.In.Hex("proof"));
        bool valid = DoubleMarry.IsValid(proof, new EdVerifier(vector.In.Hex("prefix")), out string? error);
        VectorCase.Equal(vector.Out.Has("error") ? vector.Out.Text("error") : null, error, "error");
        if (valid)
            VectorCase.Equal(vector.Out.Hex("node_id"), proof.NodeId.ToArray(), "node id");
    }
}
