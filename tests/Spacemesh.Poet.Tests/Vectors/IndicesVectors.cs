using Spacemesh.Poet.Work;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Poet.Tests.Vectors;

[VectorFile("03-indices")]
internal sealed class IndicesVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var indices = ChallengeIndices.Draw(vector.In.Hex("root"), vector.In.U64("leaf_count"), vector.In.I32("security_param"));
        VectorCase.Equal(
            string.Join(' ', vector.Out.GetProperty("indices").EnumerateArray().Select(index => index.GetUInt64())), string.Join(' ', indices), "indices");
    }
}
