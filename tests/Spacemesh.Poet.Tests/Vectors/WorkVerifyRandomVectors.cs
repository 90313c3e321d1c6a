using Spacemesh.Testing.Vectors;

namespace Spacemesh.Poet.Tests.Vectors;

[VectorFile("03-work-verify-random")]
internal sealed class WorkVerifyRandomVectors : VectorSuite
{
    public override void Check(VectorCase vector) => WorkVerifyVectors.CheckProof(vector);
}
