using System.Text;
using Spacemesh.Primitives;
using Spacemesh.Tortoise;
using Spacemesh.Tortoise.Tracing;

namespace Spacemesh.Trace;

/// <summary>Replays events and prints where a trace first diverges, with the state around it.</summary>
internal sealed class TraceReport(TextWriter output, uint context)
{
    private const int LineShown = 400;

    private readonly TraceReplayer _replayer = new();
    private string _running = "";
    private bool _diverged;
    private long _events;
    private int _traces;
    private int _divergences;

    public void Step(byte[] line)
    {
        bool config = TraceReplayer.IsConfig(line);
        if (config)
        {
            _diverged = false;
            _traces++;
        }

        _events++;
        // After its first divergence the rest of a trace says nothing more.
        if (_diverged)
            return;
        var divergence = _replayer.Step(line);
        _running = _replayer.Trace;
        if (divergence is null)
            return;
        _diverged = true;
        _divergences++;
        Print(divergence, line, _replayer.Engine!.Snapshot());
    }

    public int Finish(string file)
    {
        output.WriteLine($"{file}: {_traces} traces, {_events} events, {_divergences} diverge");
        return _divergences == 0 ? 0 : 1;
    }

    private void Print(TraceDivergence divergence, byte[] line, TortoiseSnapshot state)
    {
        string text = Encoding.UTF8.GetString(line);
        output.WriteLine($"{(_running.Length == 0 ? $"trace {_traces}" : _running)}: event {divergence.Event} ({divergence.Type}) diverges");
        output.WriteLine($"  {divergence.Difference}");
        output.WriteLine($"  event: {(text.Length > LineShown ? text[..LineShown] + "…" : text)}");
        output.WriteLine(
            $"  state: {(state.IsFull ? "full" : "verifying")} mode, last {state.Last}, processed {state.Processed}, verified {state.Verified}, evicted {state.Evicted}, "
            + $"pending {state.Pending}, counted {state.Counted}, retriable {state.Retriable}, local threshold {state.LocalThreshold}, good weight {state.TotalGoodWeight}");
        foreach (var (epoch, value) in state.Epochs.OrderBy(entry => entry.Key))
            output.WriteLine($"  epoch {epoch}: weight {value.Weight}, height {value.Height}, beacon {value.Beacon?.ToString() ?? "none"}");
        var centre = divergence.Layer ?? state.Processed;
        foreach (var (layer, value) in state.Layers.OrderBy(entry => entry.Key))
        {
            if (layer >= centre.SubSaturating(context) && layer <= centre.AddSaturating(context))
                Print(layer, value);
        }
    }

    private void Print(LayerId layer, LayerSnapshot value)
    {
        output.WriteLine(
            $"  layer {layer}: {(value.Terminated ? "terminated" : "open")}, opinion {value.Opinion.ToString()[..10]}, good {value.Good}, empty {value.Empty}, "
            + $"reference height {value.ReferenceHeight}, coin {value.Coin}, {value.Ballots} ballots of {value.Opinions} opinions");
        foreach (var block in value.Blocks)
        {
            output.WriteLine(
                $"    block {block.Id} at {block.Height}: hare {block.Hare}, validity {block.Validity}, margin {block.Margin}{(block.Data ? "" : ", body missing")}");
        }
    }
}
