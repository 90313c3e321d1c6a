namespace Spacemesh.Runtime;

/// <summary>Brings tasks that are started without a scheduler of their own to a <see cref="VirtualScheduler"/>.</summary>
internal sealed class VirtualTaskScheduler(VirtualScheduler scheduler) : TaskScheduler
{
    public override int MaximumConcurrencyLevel => 1;

    public void Execute(Task task) => TryExecuteTask(task);

    protected override void QueueTask(Task task) => scheduler.Queue(task);

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        !taskWasPreviouslyQueued && scheduler.IsRunningHere() && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks() => [];
}
