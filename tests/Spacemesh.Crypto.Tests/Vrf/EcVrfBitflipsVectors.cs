using Spacemesh.Crypto.Tests.Signing;
using Spacemesh.Crypto.Vrf;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Crypto.Tests.Vrf;

[VectorFile("01-ecvrf-bitflips")]
public sealed class EcVrfBitflipsVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        byte[] key = vector.In.Hex("pk");
        byte[] alpha = vector.In.Hex("alpha");
        byte[] proof = vector.In.Hex("proof");
        bool Verify() => VrfVerifier.Verify(key, alpha, proof);
        VectorCase.True(Verify(), "the proof as given does not verify");
        Ed25519BitflipsVectors.Flips(vector.Out, "proof_bits", proof, Verify);
        Ed25519BitflipsVectors.Flips(vector.Out, "pk_bits", key, Verify);
        Ed25519BitflipsVectors.Flips(vector.Out, "alpha_bits", alpha, Verify);
    }
}
