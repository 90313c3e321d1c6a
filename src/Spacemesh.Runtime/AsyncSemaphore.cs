namespace Spacemesh.Runtime;

/// <summary>
/// A semaphore whose waits stay on the caller's scheduler, with a token too: the library's <see cref="SemaphoreSlim"/> continues on the
/// thread pool inside when a wait can be cancelled. First come, first served. One lock, held for queue operations only.
/// </summary>
public sealed class AsyncSemaphore
{
    private readonly Lock _entry = new();
    private readonly LinkedList<Waiter> _waiters = new();
    private int _count;

    /// <param name="count">Waits that succeed at once.</param>
    public AsyncSemaphore(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        _count = count;
    }

    /// <summary>Waits that would succeed now.</summary>
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

    public ValueTask WaitAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled(cancellationToken);
        var waiter = new Waiter();
        lock (_entry)
        {
            if (_count > 0)
            {
                _count--;
                return ValueTask.CompletedTask;
            }

            waiter.Place = _waiters.AddLast(waiter);
        }

        if (!cancellationToken.CanBeCanceled)
            return new ValueTask(waiter.Task);
        var registration = cancellationToken.UnsafeRegister(
            static (state, token) =>
            {
                var (semaphore, waiter) = ((AsyncSemaphore, Waiter))state!;
                semaphore.Withdraw(waiter, token);
            },
            (this, waiter));
        return Await(waiter.Task, registration);
    }

    /// <summary>Lets the longest-waiting caller go on, or the next one that comes.</summary>
    public void Release()
    {
        Waiter? next = null;
        lock (_entry)
        {
            if (_waiters.First is { } first)
            {
                _waiters.RemoveFirst();
                next = first.Value;
                next.Place = null;
            }
            else
            {
                _count = checked(_count + 1);
            }
        }

        next?.TrySetResult();
    }

    private static async ValueTask Await(Task task, CancellationTokenRegistration registration)
    {
        try
        {
            await task;
        }
        finally
        {
            registration.Unregister();
        }
    }

    private void Withdraw(Waiter waiter, CancellationToken token)
    {
        lock (_entry)
        {
            if (waiter.Place is not { } place)
                return;
            _waiters.Remove(place);
            waiter.Place = null;
        }

        waiter.TrySetCanceled(token);
    }

    private sealed class Waiter() : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        /// <summary>Its place in the queue; guarded by the semaphore's lock, null once it was served or withdrawn.</summary>
        public LinkedListNode<Waiter>? Place { get; set; }
    }
}
