using Spacemesh.Post.Verification;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Post.Tests.Verification;

[VectorFile("02-subset")]
public sealed class SubsetVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var order = IndexShuffle.Order(vector.In.U32("k2"), vector.In.Hex("seed"), vector.In.Hex("node_id"), vector.In.Hex("challenge"));
        VectorCase.Equal(
            string.Join(' ', vector.Out.GetProperty("order").EnumerateArray().Select(i => i.GetUInt32())), string.Join(' ', order), "order");
    }
}
