using Spacemesh.Poet.Schedule;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Poet.Tests.Vectors;

[VectorFile("03-timing")]
internal sealed class TimingVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var given = vector.In;
        var schedule = new RoundSchedule(given.I64("genesis_unix_ns"), given.I64("epoch_ns"), given.I64("phase_shift_ns"), given.I64("cycle_gap_ns"));
        VectorCase.Equal(vector.Out.I64("duration_ns") / 100, schedule.RoundDuration.Ticks, "duration");
        foreach (var round in vector.Out.GetProperty("rounds").EnumerateArray())
        {
            uint number = round.U32("round");
            VectorCase.Equal(round.I64("start_unix_ns"), schedule.StartNanoseconds(number), $"start of round {number}");
            VectorCase.Equal(round.I64("end_unix_ns"), schedule.EndNanoseconds(number), $"end of round {number}");
        }

        foreach (var open in vector.Out.GetProperty("open").EnumerateArray())
            VectorCase.Equal(open.U32("open_round"), schedule.OpenRound(open.I64("at_unix_ns")), open.Text("what"));
    }
}
