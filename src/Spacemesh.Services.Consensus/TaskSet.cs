namespace Spacemesh.Services.Consensus;

/// <summary>
/// Tasks with one owner, who ends them together: when the token is cancelled, when one of them fails, or when all have come to an end.
/// New ones may join while others run. One lock, held for counting.
/// </summary>
internal sealed class TaskSet
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stopping;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Exception? _failure;
    /// <summary>Tasks that run, and the owner until it waits for them.</summary>
    private int _running = 1;

    public TaskSet(CancellationToken cancellationToken) => _stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

    /// <summary>Starts a task; after the end of the set nothing starts any more.</summary>
    public void Add(Func<CancellationToken, Task> work)
    {
        lock (_lock)
        {
            if (_stopping.IsCancellationRequested)
                return;
            _running++;
        }

        _ = WatchAsync(work);
    }

    /// <summary>Waits for the end of all tasks and throws what the first failed one threw; else that the token was cancelled.</summary>
    public async Task WhenEndedAsync(CancellationToken cancellationToken)
    {
        Leave();
        await _ended.Task;
        _stopping.Dispose();
        if (_failure is not null)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(_failure);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private async Task WatchAsync(Func<CancellationToken, Task> work)
    {
        try
        {
            await work(_stopping.Token);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The end that the owner asked for.
        }
        catch (Exception failure)
        {
            lock (_lock)
                _failure ??= failure;
            // Not CancelAsync, which leaves the scheduler of a simulation.
#pragma warning disable VSTHRD103
            _stopping.Cancel();
#pragma warning restore VSTHRD103
        }

        Leave();
    }

    private void Leave()
    {
        bool last;
        lock (_lock)
            last = --_running == 0;
        if (last)
            _ended.TrySetResult();
    }
}
