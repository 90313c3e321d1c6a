namespace Spacemesh.Runtime;

/// <summary>
/// Where CPU-bound work runs: a bounded set of threads with priorities, or the caller's own thread in a simulation.
/// Work items are synchronous and must not block on other items.
/// </summary>
public interface IWorkPool
{
    /// <summary>How many items run at the same time; at least 1.</summary>
    int Parallelism { get; }

    /// <summary>
    /// Runs <paramref name="work"/> and completes with its result or exception, on the caller's scheduler.
    /// Waits while the queue of its priority is full. Cancelling removes an item that has not started; a running item sees the token.
    /// </summary>
    ValueTask<T> RunAsync<T>(Func<CancellationToken, T> work, WorkPriority priority = WorkPriority.Normal, CancellationToken cancellationToken = default);
}
