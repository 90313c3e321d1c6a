namespace Spacemesh.Services.Smeshing.Time;

/// <summary>
/// Waits for points in time, all with one timer: thousands of identities that wait for the same round cost as many wake-ups as one. It
/// looks at the clock again whenever it wakes, at least once a minute, so that a clock that is set or a machine that slept is noticed.
/// One lock, never held while a waiter goes on.
/// </summary>
public sealed class WallAlarm : IDisposable
{
    /// <summary>Longest sleep; a clock set forward is noticed within this time.</summary>
    public static readonly TimeSpan LongestSleep = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly PriorityQueue<Waiter, (DateTimeOffset, long)> _waiters = new();
    private long _sequence;
    private DateTimeOffset _next = DateTimeOffset.MaxValue;
    private bool _disposed;

    public WallAlarm(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        _time = time;
        _timer = time.CreateTimer(_ => Ring(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>How often the timer rang.</summary>
    public long Wakes { get; private set; }

    public DateTimeOffset Now => _time.GetUtcNow();

    /// <summary>Returns once the time has come, at once where it has.</summary>
    public Task WaitUntilAsync(DateTimeOffset when, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return Task.FromCanceled(cancellationToken);
        if (when <= Now)
            return Task.CompletedTask;
        var waiter = new Waiter(when);
        Enter(waiter);
        return AwaitAsync(waiter, cancellationToken);
    }

    public Task DelayAsync(TimeSpan span, CancellationToken cancellationToken = default) => WaitUntilAsync(Now + span, cancellationToken);

    /// <summary>A token that is cancelled at a time, or with <paramref name="cancellationToken"/>.</summary>
    public Deadline DeadlineAt(DateTimeOffset when, CancellationToken cancellationToken)
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var deadline = new Deadline(when, source);
        if (when <= Now)
        {
            deadline.Pass();
            return deadline;
        }

        var waiter = new Waiter(when) { Rings = deadline.Pass };
        deadline.Waiter = waiter;
        Enter(waiter);
        return deadline;
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            _waiters.Clear();
        }

        _timer.Dispose();
    }

    /// <summary>A task of its own, for the waiter's continuations would go over the thread pool where it is combined with other tasks.</summary>
    private static async Task AwaitAsync(Waiter waiter, CancellationToken cancellationToken)
    {
        var registration = cancellationToken.UnsafeRegister(static (state, token) => ((Waiter)state!).TrySetCanceled(token), waiter);
        try
        {
            await waiter.Task;
        }
        finally
        {
            registration.Unregister();
        }
    }

    private void Enter(Waiter waiter)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _waiters.Enqueue(waiter, (waiter.When, _sequence++));
            if (waiter.When < _next)
                Set();
        }
    }

    private void Ring()
    {
        var due = new List<Waiter>();
        lock (_lock)
        {
            if (_disposed)
                return;
            Wakes++;
            var now = Now;
            while (_waiters.TryPeek(out var first, out _) && (first.When <= now || first.Task.IsCompleted))
                due.Add(_waiters.Dequeue());
            Set();
        }

        foreach (var waiter in due)
        {
            if (waiter.TrySetResult())
                waiter.Rings?.Invoke();
        }
    }

    /// <summary>Sets the timer for the first waiter. Called under the lock.</summary>
    private void Set()
    {
        while (_waiters.TryPeek(out var gone, out _) && gone.Task.IsCompleted)
            _waiters.Dequeue();
        if (!_waiters.TryPeek(out var first, out _))
        {
            _next = DateTimeOffset.MaxValue;
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            return;
        }

        var now = Now;
        var sleep = first.When - now;
        if (sleep > LongestSleep)
            sleep = LongestSleep;
        // Timers take whole milliseconds: rounded up, so that the time has come when it rings.
        sleep = sleep <= TimeSpan.Zero ? TimeSpan.Zero : TimeSpan.FromMilliseconds(Math.Ceiling(sleep.TotalMilliseconds));
        _next = first.When;
        _timer.Change(sleep, Timeout.InfiniteTimeSpan);
    }

    internal sealed class Waiter(DateTimeOffset when) : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public DateTimeOffset When { get; } = when;

        public Action? Rings { get; init; }
    }
}
