namespace Spacemesh.Libp2p.Transports;

/// <summary>Waiting for a task with a token, on the caller's scheduler (the library's <c>Task.WaitAsync</c> continues on the thread pool inside).</summary>
internal static class TaskWaiting
{
    public static async Task AwaitAsync(this Task task, CancellationToken cancellationToken)
    {
        if (task.IsCompleted || !cancellationToken.CanBeCanceled)
        {
            await task;
            return;
        }

        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var registration = cancellationToken.UnsafeRegister(static (source, _) => ((TaskCompletionSource)source!).TrySetResult(), cancelled);
        try
        {
            // Async methods complete in place; a bare completion source would take its watchers to the thread pool.
            await Task.WhenAny(EndAsync(task), EndAsync(cancelled.Task));
            if (!task.IsCompleted)
                cancellationToken.ThrowIfCancellationRequested();
            await task;
        }
        finally
        {
            registration.Unregister();
            cancelled.TrySetResult();
        }
    }

    public static async Task<T> AwaitAsync<T>(this Task<T> task, CancellationToken cancellationToken)
    {
        await AwaitAsync((Task)task, cancellationToken);
        return await task;
    }

    private static async Task EndAsync(Task task)
    {
        try
        {
            await task;
        }
        catch (Exception)
        {
            // Only the end matters here: the caller awaits the task itself.
        }
    }
}
