namespace Spacemesh.Runtime;

/// <summary>
/// A fixed set of named threads with three queues: all waiting items of a higher priority are taken before any of a lower one, equal ones
/// first come, first served. Each queue holds <see cref="WorkPoolOptions.QueueLength"/> items; further callers wait in order until there
/// is room. One lock, held for queue operations only.
/// </summary>
public sealed class WorkPool : IWorkPool, IAsyncDisposable
{
    private readonly Lock _entry = new();
    private readonly SemaphoreSlim _available = new(0);
    private readonly LinkedList<WorkItem>[] _queues = [new(), new(), new()];
    private readonly LinkedList<WorkItem>[] _waiting = [new(), new(), new()];
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly int _queueLength;
    private int _threads;
    private int _busy;
    private long _completed;
    private bool _stopped;

    public WorkPool(WorkPoolOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Parallelism = options.Parallelism;
        _queueLength = options.QueueLength;
        _threads = Parallelism;
        for (int i = 0; i < Parallelism; i++)
        {
            int number = i;
            new Thread(() =>
            {
                options.ThreadStarted?.Invoke(number);
                Loop();
            }) { IsBackground = true, Name = $"{options.Name} {i}" }.Start();
        }
    }

    public int Parallelism { get; }

    public WorkPoolStatistics Statistics
    {
        get
        {
            lock (_entry)
            {
                return new WorkPoolStatistics(_busy, _queues[0].Count, _queues[1].Count, _queues[2].Count, _waiting.Sum(list => list.Count), _completed);
            }
        }
    }

    public ValueTask<T> RunAsync<T>(Func<CancellationToken, T> work, WorkPriority priority = WorkPriority.Normal, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        if (priority is < WorkPriority.High or > WorkPriority.Low)
            throw new ArgumentOutOfRangeException(nameof(priority), priority, "no such priority");
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<T>(cancellationToken);
        var item = new WorkItem<T>(work, priority, cancellationToken);
        // Registered before the item can be taken, so that whoever takes it can undo the registration.
        item.Registration = cancellationToken.UnsafeRegister(
            static (state, token) =>
            {
                var (pool, item) = ((WorkPool, WorkItem))state!;
                pool.Withdraw(item, token);
            },
            (this, (WorkItem)item));
        bool queued = false;
        lock (_entry)
        {
            if (_stopped)
            {
                item.Registration.Unregister();
                throw new ObjectDisposedException(nameof(WorkPool));
            }

            // A cancellation that is not visible here calls back later and finds the item in its queue.
            if (!cancellationToken.IsCancellationRequested)
            {
                queued = true;
                var queue = _queues[(int)priority];
                item.Place = (queue.Count < _queueLength ? queue : _waiting[(int)priority]).AddLast(item);
                if (item.Place.List == queue)
                    _available.Release();
            }
        }

        if (!queued)
            item.Cancel(cancellationToken);
        return new ValueTask<T>(item.Task);
    }

    /// <summary>Refuses new items, cancels those that wait, lets the running ones see a cancelled token and waits for the threads to end.</summary>
    public async ValueTask DisposeAsync()
    {
        var cancelled = new List<WorkItem>();
        lock (_entry)
        {
            if (!_stopped)
            {
                _stopped = true;
                foreach (var list in _queues.Concat(_waiting))
                {
                    foreach (var item in list)
                    {
                        item.Place = null;
                        cancelled.Add(item);
                    }

                    list.Clear();
                }

                _available.Release(Parallelism);
            }
        }

        await _stopping.CancelAsync();
        foreach (var item in cancelled)
        {
            item.Registration.Unregister();
            item.Cancel(_stopping.Token);
        }

        await _ended.Task;
    }

    private void Loop()
    {
        while (true)
        {
            _available.Wait();
            WorkItem? item;
            lock (_entry)
            {
                item = Take();
                if (item is null && _stopped)
                {
                    if (--_threads == 0)
                        _ended.TrySetResult();
                    return;
                }

                if (item is null)
                    continue;
                _busy++;
            }

            item.Registration.Unregister();
            item.Run(_stopping.Token);
            lock (_entry)
            {
                _busy--;
                _completed++;
            }

            item.Publish();
        }
    }

    /// <summary>The first item of the highest priority; a waiting caller gets its room. Called under the lock.</summary>
    private WorkItem? Take()
    {
        foreach (var queue in _queues)
        {
            if (queue.First is not { } first)
                continue;
            queue.RemoveFirst();
            first.Value.Place = null;
            Admit((int)first.Value.Priority);
            return first.Value;
        }

        return null;
    }

    /// <summary>Moves the longest-waiting caller's item into the queue that has room again. Called under the lock.</summary>
    private void Admit(int priority)
    {
        if (_waiting[priority].First is not { } next)
            return;
        _waiting[priority].RemoveFirst();
        _queues[priority].AddLast(next);
        _available.Release();
    }

    private void Withdraw(WorkItem item, CancellationToken token)
    {
        lock (_entry)
        {
            if (item.Place is not { List: { } list } place)
                return;
            list.Remove(place);
            item.Place = null;
            if (list == _queues[(int)item.Priority])
                Admit((int)item.Priority);
        }

        item.Cancel(token);
    }
}
