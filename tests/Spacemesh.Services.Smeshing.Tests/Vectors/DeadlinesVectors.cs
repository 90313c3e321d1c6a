using Spacemesh.Services.Smeshing.Tests.World;
using Spacemesh.Services.Smeshing.Time;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Services.Smeshing.Tests.Vectors;

[VectorFile("04-deadlines")]
public sealed class DeadlinesVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        if (vector.In.Has("cycle_gap_ns"))
            QueryWaits.Check(vector.In.I64("cycle_gap_ns"), vector.Out.I64("min_ns"), vector.Out.I64("max_ns"));
        else
            CheckRoundStart(vector);
    }

    private static void CheckRoundStart(VectorCase vector)
    {
        var network = Testbed.Network(
            vector.In.U32("layers_per_epoch"),
            TimeSpan.FromSeconds(vector.In.U32("layer_duration_s")),
            DateTimeOffset.FromUnixTimeSeconds(vector.In.I64("genesis_unix")));
        var timeline = new PoetTimeline(network, new PoetTimes { PhaseShift = TimeSpan.FromSeconds(vector.In.U32("phase_shift_s")), CycleGap = TimeSpan.Zero });
        VectorCase.Equal(vector.Out.I64("unix"), timeline.RoundStart(new EpochId(vector.In.U32("epoch"))).ToUnixTimeSeconds(), "round start");
    }
}
