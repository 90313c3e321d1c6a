namespace Spacemesh.Services.Activation;

/// <summary>
/// Work that several callers want at the same time is done once: later callers wait for the first one's result. When the first gives up
/// the next goes on in its place. As many entries as there are callers. One lock, never held while working.
/// </summary>
internal sealed class InFlight<TKey, TResult>
    where TKey : notnull
{
    private readonly Lock _entry = new();
    private readonly Dictionary<TKey, TaskCompletionSource<TResult>> _running = [];

    public int Count
    {
        get
        {
            lock (_entry)
                return _running.Count;
        }
    }

    public async Task<TResult> RunAsync(TKey key, Func<CancellationToken, Task<TResult>> work, CancellationToken cancellationToken)
    {
        while (true)
        {
            TaskCompletionSource<TResult>? running;
            var own = new TaskCompletionSource<TResult>(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (_entry)
            {
                if (!_running.TryGetValue(key, out running))
                    _running.Add(key, own);
            }

            if (running is null)
                return await LeadAsync(key, own, work, cancellationToken);
            try
            {
                return await running.Task.WaitAsync(cancellationToken);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // Who did the work gave it up.
            }
        }
    }

    private async Task<TResult> LeadAsync(
        TKey key, TaskCompletionSource<TResult> own, Func<CancellationToken, Task<TResult>> work, CancellationToken cancellationToken)
    {
        try
        {
            var result = await work(cancellationToken);
            Leave(key);
            own.SetResult(result);
            return result;
        }
        catch (OperationCanceledException)
        {
            Leave(key);
            own.SetCanceled(CancellationToken.None);
            throw;
        }
        catch (Exception exception)
        {
            Leave(key);
            own.SetException(exception);
            _ = own.Task.Exception; // Nobody else may be there to see it.
            throw;
        }
    }

    private void Leave(TKey key)
    {
        lock (_entry)
            _running.Remove(key);
    }
}
