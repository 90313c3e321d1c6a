namespace Spacemesh.Runtime;

/// <summary>Brings continuations of plain awaits back to a <see cref="VirtualScheduler"/>.</summary>
internal sealed class VirtualSynchronizationContext(VirtualScheduler scheduler) : SynchronizationContext
{
    public override void Post(SendOrPostCallback d, object? state) => scheduler.Post(d, state);

    public override void Send(SendOrPostCallback d, object? state)
    {
        if (!scheduler.IsRunningHere())
            throw new SchedulerEscapeException("A foreign thread wants to run work synchronously on a virtual scheduler.");
        d(state);
    }

    public override SynchronizationContext CreateCopy() => this;
}
