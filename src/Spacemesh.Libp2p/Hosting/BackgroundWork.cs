namespace Spacemesh.Libp2p.Hosting;

/// <summary>Tasks that their owner starts and, at its end, waits for. Counted, so that a test can see that none is left.</summary>
internal sealed class BackgroundWork(Action<Exception> failed)
{
    private readonly Lock _entry = new();
    private TaskCompletionSource? _idle;
    private int _count;

    public int Count
    {
        get
        {
            lock (_entry)
            {
                return _count;
            }
        }
    }

    /// <summary>Starts work that handles its own errors; one that it does not is a bug and reported.</summary>
    public void Start(Func<Task> work)
    {
        lock (_entry)
        {
            _count++;
        }

        _ = RunAsync(work);
    }

    /// <summary>Completes when nothing runs.</summary>
    public Task WhenIdleAsync()
    {
        lock (_entry)
        {
            if (_count == 0)
                return Task.CompletedTask;
            return (_idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    private async Task RunAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception exception)
        {
            failed(exception);
        }
        finally
        {
            TaskCompletionSource? idle = null;
            lock (_entry)
            {
                if (--_count == 0)
                    (idle, _idle) = (_idle, null);
            }

            idle?.TrySetResult();
        }
    }
}
