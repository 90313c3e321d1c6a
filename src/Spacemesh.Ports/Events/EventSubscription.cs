using System.Diagnostics.CodeAnalysis;

namespace Spacemesh.Ports.Events;

/// <summary>
/// Events of one kind on their way to one watcher, in the order of their publication. One watcher reads; disposing ends the subscription.
/// The events wait in a queue of <c>capacity</c>; one more empties it and cuts the watcher off.
/// </summary>
public sealed class EventSubscription<T> : IDisposable
    where T : NodeEvent
{
    private readonly Lock _lock = new();
    private readonly Queue<T> _queue = new();
    private readonly int _capacity;
    private readonly Func<T, bool>? _filter;
    private readonly Action<EventSubscription<T>> _ended;
    private TaskCompletionSource? _arrival;
    private bool _full;
    private bool _disposed;

    internal EventSubscription(int capacity, Func<T, bool>? filter, Action<EventSubscription<T>> ended)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _capacity = capacity;
        _filter = filter;
        _ended = ended;
    }

    /// <summary>The watcher was too slow: events were dropped and no more will come.</summary>
    public bool IsFull
    {
        get
        {
            lock (_lock)
                return _full;
        }
    }

    /// <summary>Takes the next event where one waits.</summary>
    public bool TryRead([NotNullWhen(true)] out T? happened)
    {
        lock (_lock)
            return _queue.TryDequeue(out happened);
    }

    /// <summary>Returns once an event waits or the watcher was cut off.</summary>
    public Task WaitAsync(CancellationToken cancellationToken = default)
    {
        Task arrival;
        lock (_lock)
        {
            if (_full || _queue.Count > 0)
                return Task.CompletedTask;
            ObjectDisposedException.ThrowIf(_disposed, this);
            _arrival ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            arrival = _arrival.Task;
        }

        return cancellationToken.CanBeCanceled ? arrival.WaitAsync(cancellationToken) : arrival;
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (_disposed)
                return;
            _disposed = true;
            _queue.Clear();
        }

        _ended(this);
    }

    internal void Offer(T happened)
    {
        if (_filter is { } filter && !filter(happened))
            return;
        TaskCompletionSource? arrival;
        lock (_lock)
        {
            if (_full || _disposed)
                return;
            if (_queue.Count >= _capacity)
            {
                _full = true;
                _queue.Clear();
                _queue.TrimExcess();
            }
            else
            {
                _queue.Enqueue(happened);
            }

            arrival = _arrival;
            _arrival = null;
        }

        arrival?.TrySetResult();
    }
}
