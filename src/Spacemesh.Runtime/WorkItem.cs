namespace Spacemesh.Runtime;

/// <summary>One item of a work pool, waiting or running.</summary>
internal abstract class WorkItem(WorkPriority priority)
{
    public WorkPriority Priority { get; } = priority;

    /// <summary>Its place in a queue; guarded by the pool's lock, null once it is taken.</summary>
    public LinkedListNode<WorkItem>? Place { get; set; }

    /// <summary>Withdraws the item from the queue when its token is cancelled.</summary>
    public CancellationTokenRegistration Registration { get; set; }

    /// <summary>Runs the work and keeps its outcome; no exception leaves it.</summary>
    public abstract void Run(CancellationToken stopping);

    /// <summary>Hands the outcome to the awaiter, once the pool has counted it.</summary>
    public abstract void Publish();

    /// <summary>Ends an item that will not run.</summary>
    public abstract void Cancel(CancellationToken token);
}

/// <summary>An item with a result. Its awaiters continue on their own schedulers, never on the pool's threads.</summary>
internal sealed class WorkItem<T>(Func<CancellationToken, T> work, WorkPriority priority, CancellationToken cancellationToken) : WorkItem(priority)
{
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private T? _result;
    private Exception? _exception;
    private CancellationToken? _cancelled;

    public Task<T> Task => _completion.Task;

    public override void Run(CancellationToken stopping)
    {
        using var linked = cancellationToken.CanBeCanceled ? CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stopping) : null;
        var token = linked?.Token ?? stopping;
        try
        {
            _result = work(token);
        }
        catch (OperationCanceledException exception) when (token.IsCancellationRequested && exception.CancellationToken == token)
        {
            _cancelled = cancellationToken.IsCancellationRequested ? cancellationToken : stopping;
        }
        catch (Exception exception)
        {
            _exception = exception;
        }
    }

    public override void Publish()
    {
        if (_exception is not null)
            _completion.TrySetException(_exception);
        else if (_cancelled is { } token)
            _completion.TrySetCanceled(token);
        else
            _completion.TrySetResult(_result!);
    }

    public override void Cancel(CancellationToken token) => _completion.TrySetCanceled(token);
}
