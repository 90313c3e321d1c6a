using Spacemesh.Crypto.Curve;
using Spacemesh.Crypto.Vrf;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Crypto.Tests.Vrf;

[VectorFile("01-ecvrf-prove")]
public sealed class EcVrfProveVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        byte[] alpha = vector.In.Hex("alpha");
        byte[] key = vector.In.Hex("pk");
        byte[] privateKey = [.. vector.In.Hex("seed"), .. key];
        using var signer = new VrfSigner(privateKey);
        var proof = signer.Prove(alpha);
        VectorCase.Equal(vector.Out.Text("proof"), proof.ToString(), "proof");
        VectorCase.Equal(vector.Out.Text("proof"), signer.Prove<SodiumProducts>(alpha).ToString(), "proof by libsodium");
        if (CombProducts.IsSupported)
            VectorCase.Equal(vector.Out.Text("proof"), signer.Prove<CombProducts>(alpha).ToString(), "proof by combs");
        VectorCase.True(VrfVerifier.Verify(signer.NodeId, alpha, proof), "the proof does not verify");

        byte[] uniform = new byte[HashToCurve.UniformSize];
        HashToCurve.Expand(uniform, EcVrf.EncodeTag, [.. key, .. alpha]);
        VectorCase.Equal(vector.Out.Hex("uniform").AsSpan(), uniform, "uniform");
        byte[] bytes = new byte[32];
        HashToCurve.ToField(uniform).ToBytes(bytes);
        bytes.AsSpan().Reverse();
        VectorCase.Equal(vector.Out.Hex("u").AsSpan(), bytes, "u");
        var h = EcVrf.EncodeToCurve(key, alpha);
        h.Encode(bytes);
        VectorCase.Equal(vector.Out.Hex("H").AsSpan(), bytes, "H");

        byte[] parts = proof.ToArray();
        VectorCase.Equal(vector.Out.Hex("gamma").AsSpan(), parts.AsSpan(0, 32), "gamma");
        VectorCase.Equal(vector.Out.Hex("c").AsSpan(), parts.AsSpan(32, 16), "c");
        VectorCase.Equal(vector.Out.Hex("s").AsSpan(), parts.AsSpan(48), "s");

        if (vector.Out.Has("k"))
        {
            // [k]B and [k]H as the verifier finds them, from the printed nonce.
            var k = Scalar.FromBytes(vector.Out.Hex("k"));
            MultiScalar.DoubleBase(Scalar.Zero, EdwardsPoint.Base, k).Encode(bytes);
            VectorCase.Equal(vector.Out.Hex("kB").AsSpan(), bytes, "kB");
            MultiScalar.Double(k, h, Scalar.Zero, h).Encode(bytes);
            VectorCase.Equal(vector.Out.Hex("kH").AsSpan(), bytes, "kH");
        }

        byte[] beta = new byte[64];
        VectorCase.True(VrfVerifier.TryProofToHash(proof, beta), "no output");
        VectorCase.Equal(vector.Out.Hex("beta").AsSpan(), beta, "beta");
    }
}
