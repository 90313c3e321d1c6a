namespace Spacemesh.Runtime;

/// <summary>Work that can run now: a posted callback with its state, a task, or a timer that was armed as <paramref name="Version"/> says.</summary>
internal readonly record struct ReadyWork(object Target, object? State, long Version = 0)
{
    public void Run(VirtualTaskScheduler tasks)
    {
        switch (Target)
        {
            case SendOrPostCallback callback:
                callback(State);
                break;
            case VirtualTimer timer:
                timer.Fire(Version);
                break;
            case Task task:
                tasks.Execute(task);
                break;
        }
    }
}
