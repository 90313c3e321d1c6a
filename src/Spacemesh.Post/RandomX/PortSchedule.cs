namespace Spacemesh.Post.RandomX;

/// <summary>Which port is busy in which cycle (spec 02 §13.2 items 15 and 19).</summary>
internal sealed class PortSchedule
{
    private const int Cycles = 174;

    private readonly ExecutionPorts[] _busy = new ExecutionPorts[Cycles];

    /// <summary>The first cycle from <paramref name="cycle"/> in which <paramref name="op"/> can run; −1 when there is none.</summary>
    public int Find(MacroOp op, int cycle)
    {
        if (op.First == ExecutionPorts.None)
            return cycle;
        for (; cycle < Cycles; cycle++)
        {
            if (Choose(op.First, cycle) != ExecutionPorts.None && (op.Second == ExecutionPorts.None || Choose(op.Second, cycle) != ExecutionPorts.None))
                return cycle;
        }

        return -1;
    }

    /// <summary>Takes the ports of <paramref name="op"/> in a cycle that <see cref="Find"/> gave.</summary>
    public void Take(MacroOp op, int cycle, Action<string>? trace)
    {
        if (op.First == ExecutionPorts.None)
        {
            trace?.Invoke("; (eliminated)");
            return;
        }

        TakePort(op.First, cycle, trace);
        if (op.Second != ExecutionPorts.None)
            TakePort(op.Second, cycle, trace);
    }

    private void TakePort(ExecutionPorts allowed, int cycle, Action<string>? trace)
    {
        var port = Choose(allowed, cycle);
        _busy[cycle] |= port;
        trace?.Invoke($"; {port} at cycle {cycle}");
    }

    private ExecutionPorts Choose(ExecutionPorts allowed, int cycle)
    {
        var free = allowed & ~_busy[cycle];
        if (free.HasFlag(ExecutionPorts.P5))
            return ExecutionPorts.P5;
        return free.HasFlag(ExecutionPorts.P0) ? ExecutionPorts.P0 : free & ExecutionPorts.P1;
    }
}
