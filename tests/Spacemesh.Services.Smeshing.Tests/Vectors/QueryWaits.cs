using Spacemesh.Runtime;
using Spacemesh.Services.Smeshing.Tests.World;
using Spacemesh.Services.Smeshing.Time;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Services.Smeshing.Tests.Vectors;

/// <summary>The random wait before a PoET proof is asked for.</summary>
internal static class QueryWaits
{
    private const int Draws = 2000;

    public static void Check(long cycleGapNanoseconds, long fromNanoseconds, long toNanoseconds)
    {
        var gap = new TimeSpan(cycleGapNanoseconds / 100);
        var (from, to) = PoetTimeline.QueryDelayRange(gap);
        VectorCase.Equal(fromNanoseconds, from.Ticks * 100, "shortest wait");
        VectorCase.Equal(toNanoseconds, to.Ticks * 100, "longest wait");
        var timeline = new PoetTimeline(Testbed.Network(10, TimeSpan.FromSeconds(1)), new PoetTimes { PhaseShift = TimeSpan.Zero, CycleGap = gap });
        var random = new SeededRandom(7);
        var waits = Enumerable.Range(0, Draws).Select(_ => timeline.QueryDelay(random)).ToList();
        VectorCase.True(waits.TrueForAll(wait => wait >= from && wait <= to), $"a wait lies outside {from} to {to}");
        VectorCase.Equal(to > from, waits.Distinct().Count() > 1, "spread");
    }
}
