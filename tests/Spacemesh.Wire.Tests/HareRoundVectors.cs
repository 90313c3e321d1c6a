using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Hare;

namespace Spacemesh.Wire.Tests;

[VectorFile("01-hare-round")]
internal sealed class HareRoundVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var round = new IterRound((byte)vector.In.U32("iter"), (HareRound)vector.In.U32("round"));
        VectorCase.Equal(vector.Out.U32("absolute"), round.Absolute, "absolute round");
        VectorCase.Equal(vector.Out.Flag("message_round"), round.IsMessageRound, "message round");
    }
}
