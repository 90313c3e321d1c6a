namespace Spacemesh.Net.Hosting;

/// <summary>
/// Loops and errands with one owner, who ends and awaits them. An error that one of them does not handle is a bug: the first is kept in
/// <see cref="Failure"/>. One lock.
/// </summary>
internal sealed class OwnedTasks : IAsyncDisposable
{
    private readonly Lock _entry = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly TaskCompletionSource _failure = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? _idle;
    private int _count;

    /// <summary>Cancelled when the owner ends.</summary>
    public CancellationToken Closing => _closing.Token;

    /// <summary>Fails when one of the tasks does.</summary>
    public Task Failure => _failure.Task;

    public void Start(Func<CancellationToken, Task> work)
    {
        lock (_entry)
        {
            if (_closing.IsCancellationRequested)
                return;
            _count++;
        }

        _ = RunAsync(work);
    }

    public async ValueTask DisposeAsync()
    {
        Task idle;
        lock (_entry)
        {
            idle = _count == 0 ? Task.CompletedTask : (_idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }

#pragma warning disable VSTHRD103 // CancelAsync runs on the thread pool, away from the scheduler of a simulation
        _closing.Cancel();
#pragma warning restore VSTHRD103
        await idle;
    }

    private async Task RunAsync(Func<CancellationToken, Task> work)
    {
        try
        {
            await work(_closing.Token);
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            // The owner ends.
        }
        catch (Exception exception)
        {
            _failure.TrySetException(exception);
        }
        finally
        {
            TaskCompletionSource? idle = null;
            lock (_entry)
            {
                if (--_count == 0)
                    idle = _idle;
            }

            idle?.TrySetResult();
        }
    }
}
