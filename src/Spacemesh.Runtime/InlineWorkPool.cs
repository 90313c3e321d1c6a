namespace Spacemesh.Runtime;

/// <summary>Runs work on the caller, at once: the work pool of a simulation. Counts what it ran.</summary>
public sealed class InlineWorkPool : IWorkPool
{
    private readonly long[] _completed = new long[3];

    public int Parallelism => 1;

    /// <summary>Items that ran, with or without success.</summary>
    public long Completed => _completed.Sum();

    public long CompletedOf(WorkPriority priority) => _completed[(int)priority];

    public ValueTask<T> RunAsync<T>(Func<CancellationToken, T> work, WorkPriority priority = WorkPriority.Normal, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<T>(cancellationToken);
        _completed[(int)priority]++;
        try
        {
            return ValueTask.FromResult(work(cancellationToken));
        }
        catch (OperationCanceledException exception) when (exception.CancellationToken == cancellationToken && cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<T>(cancellationToken);
        }
        catch (Exception exception)
        {
            return ValueTask.FromException<T>(exception);
        }
    }
}
