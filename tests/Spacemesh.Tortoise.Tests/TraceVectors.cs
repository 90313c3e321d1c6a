using System.Text;
using System.Text.Json;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;
using Spacemesh.Tortoise.Tracing;

namespace Spacemesh.Tortoise.Tests;

/// <summary>Replays the traces beside a file, one a case, in order; compares every answer, ballot and state, and the totals of the trace.</summary>
public abstract class TraceVectors : VectorSuite, IDisposable
{
    private StreamReader? _lines;
    private string? _ahead;
    private bool _recovered;

    public override void Open(VectorFile file)
    {
        _lines = new StreamReader(file.OpenArtefact(file.Stem + ".jsonl"), Encoding.UTF8);
        _ahead = _lines.ReadLine();
    }

    public override void Check(VectorCase vector)
    {
        var replayer = new TraceReplayer();
        var totals = new Dictionary<string, int>();
        TraceDivergence? divergence = null;
        bool full = false;
        bool entersFull = false;
        int switches = 0;
        int events = 0;
        // The whole trace is read even after it diverged, so that the next case begins at the next one.
        do
        {
            string line = _ahead ?? throw new VectorMismatchException("the data end before this trace");
            _ahead = _lines!.ReadLine();
            events++;
            using var document = JsonDocument.Parse(line);
            string type = document.RootElement.GetProperty("t").GetRawText();
            totals[type] = totals.GetValueOrDefault(type) + 1;
            if (divergence is not null)
                continue;
            divergence = Step(replayer, line);
            var engine = replayer.Engine!;
            if (events == 1)
                VectorCase.Equal(vector.Name, replayer.Trace, "name of the trace");
            switches += engine.IsFull == full ? 0 : 1;
            full = engine.IsFull;
            entersFull |= full;
        }
        while (_ahead is not null && !IsConfig(_ahead));

        if (divergence is not null)
            throw new VectorMismatchException($"event {divergence.Event} ({divergence.Type}): {divergence.Difference}");
        if (_recovered)
            return;
        Totals(vector, events, totals, replayer.Engine!, entersFull, switches);
    }

    public void Dispose()
    {
        _lines?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Replays one line.</summary>
    protected virtual TraceDivergence? Step(TraceReplayer replayer, string line) => replayer.Step(Encoding.UTF8.GetBytes(line));

    /// <summary>Says that the reference's own state is wrong from here on, so that its totals are, too.</summary>
    protected void LeaveReference() => _recovered = true;

    private static bool IsConfig(string line)
    {
        using var document = JsonDocument.Parse(line);
        return document.RootElement.GetProperty("t").GetInt32() == (int)TraceEvent.Config;
    }

    private static void Totals(VectorCase vector, int events, Dictionary<string, int> types, TortoiseMachine engine, bool entersFull, int switches)
    {
        var expected = vector.Out;
        VectorCase.Equal(expected.I32("events"), events, "events");
        if (expected.Has("by_type"))
        {
            foreach (var type in expected.GetProperty("by_type").EnumerateObject())
                VectorCase.Equal(type.Value.GetInt32(), types.GetValueOrDefault(type.Name), $"events of type {type.Name}");
        }

        if (expected.Has("enters_full"))
            VectorCase.Equal(expected.GetProperty("enters_full").GetBoolean(), entersFull, "enters full mode");
        if (expected.Has("mode_switches"))
            VectorCase.Equal(expected.I32("mode_switches"), switches, "switches of mode");
        if (expected.Has("final_mode"))
            VectorCase.Equal(expected.GetProperty("final_mode").GetString(), engine.IsFull ? "full" : "verifying", "final mode");
        if (expected.Has("last"))
            VectorCase.Equal(new LayerId(expected.U32("last")), engine.Last, "last layer");
        if (expected.Has("final_verified"))
            VectorCase.Equal(new LayerId(expected.U32("final_verified")), engine.LatestVerified, "verified layer");
        if (expected.Has("final_evicted"))
            VectorCase.Equal(new LayerId(expected.U32("final_evicted")), engine.Evicted, "evicted layer");
    }
}

[VectorFile("06-trace-fixtures")]
public sealed class FixtureTraceVectors : TraceVectors;

[VectorFile("06-trace-sim")]
public sealed class SimulationTraceVectors : TraceVectors;

[VectorFile("06-trace-random")]
public sealed class RandomTraceVectors : TraceVectors;

[VectorFile("06-trace-model")]
public sealed class ModelTraceVectors : TraceVectors;

[VectorFile("06-trace-node")]
public sealed class NodeTraceVectors : TraceVectors;

[VectorFile("06-trace-recovery")]
public sealed class RecoveryTraceVectors : TraceVectors;

[VectorFile("06-trace-cut")]
public sealed class CutTraceVectors : TraceVectors;

/// <summary>
/// The reference misnumbers layers once a single call evicts more than half of those in memory (spec 06 §7.6). We must agree with it up to
/// that event, and stay without the fault afterwards: whatever the reference says then is not compared.
/// </summary>
[VectorFile("06-trace-quirk")]
public sealed class QuirkTraceVectors : TraceVectors
{
    private LayerId _highest;
    private bool _left;

    protected override TraceDivergence? Step(TraceReplayer replayer, string line)
    {
        if (_left)
            return null;
        var before = replayer.Engine?.Evicted;
        using (var document = JsonDocument.Parse(line))
        {
            if (document.RootElement.TryGetProperty("s", out var state) && state.TryGetProperty("layers", out var layers))
            {
                foreach (var layer in layers.EnumerateObject())
                    _highest = LayerId.Greater(_highest, new LayerId(uint.Parse(layer.Name)));
            }
        }

        var divergence = base.Step(replayer, line);
        if (before is { } evicted && (replayer.Engine!.Evicted.Value - evicted.Value) * 2 > _highest.Value - evicted.Value)
        {
            _left = true;
            LeaveReference();
            return null;
        }

        return divergence;
    }
}
