using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Eligibility;

namespace Spacemesh.Wire.Tests;

[VectorFile("01-eligible-slots")]
internal sealed class EligibleSlotsVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        uint? expected = vector.Out.Has("slots") ? vector.Out.U32("slots") : null;
        uint? actual = EligibleSlots.Compute(
            vector.In.U64("weight"), vector.In.U64("min_weight"), vector.In.U64("total_weight"), vector.In.U32("committee"), vector.In.U32("layers_per_epoch"));
        VectorCase.Equal(expected, actual, "slots");
    }
}
