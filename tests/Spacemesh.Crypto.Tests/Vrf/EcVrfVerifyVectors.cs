using Spacemesh.Crypto.Vrf;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Crypto.Tests.Vrf;

[VectorFile("01-ecvrf-verify")]
public sealed class EcVrfVerifyVectors : VectorSuite
{
    public override void Check(VectorCase vector) =>
        VectorCase.Equal(
            vector.Out.Flag("accept"),
            VrfVerifier.Verify(vector.In.Hex("pk"), vector.In.Hex("alpha"), vector.In.Hex("proof")),
            "accept");
}
