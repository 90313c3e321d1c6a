using System.Reflection;
using System.Runtime.CompilerServices;

namespace Spacemesh.Runtime;

/// <summary>
/// Runs tasks on one thread over virtual time: one queue ordered by (time, sequence). Time passes only when nothing is ready. Plain awaits,
/// channels, semaphores and everything built on <see cref="TimeProvider"/> (delays, timeouts, timers) stay on it; what leaves it is reported
/// (<see cref="SchedulerEscapeException"/>), as is a run that can never end (<see cref="SchedulerDeadlockException"/>). The thread that
/// created it owns it, then whichever thread runs it. The one lock guards the reports of foreign threads.
/// </summary>
public sealed class VirtualScheduler
{
    private readonly VirtualSchedulerOptions _options;
    private readonly VirtualSynchronizationContext _context;
    private readonly VirtualTaskScheduler _tasks;
    private readonly VirtualTimeProvider _time;
    private readonly ReadyQueue _ready;
    private readonly TimerHeap _timers = new();
    private readonly object _escapeEntry = new();
    private string? _escape;
    private Thread _owner = Thread.CurrentThread;
    private bool _running;
    private long _sequence;
    private long _stepsAtThisInstant;

    public VirtualScheduler(VirtualSchedulerOptions? options = null)
    {
        _options = options ?? new VirtualSchedulerOptions();
        _context = new VirtualSynchronizationContext(this);
        _tasks = new VirtualTaskScheduler(this);
        _time = new VirtualTimeProvider(this, _options.Start);
        _ready = new ReadyQueue(_options.Perturbation);
    }

    /// <summary>The clock and the timers of this scheduler.</summary>
    public TimeProvider TimeProvider => _time;

    public SynchronizationContext SynchronizationContext => _context;

    public TaskScheduler TaskScheduler => _tasks;

    /// <summary>Virtual time since the start.</summary>
    public TimeSpan Elapsed => new(ElapsedTicks);

    public DateTimeOffset UtcNow => _time.GetUtcNow();

    /// <summary>Callbacks, tasks and timers run so far.</summary>
    public long Steps { get; private set; }

    /// <summary>Work that is ready now.</summary>
    public int Ready => _ready.Count;

    /// <summary>Timers that will fire.</summary>
    public int Timers => _timers.Count;

    internal long ElapsedTicks { get; private set; }

    /// <summary>Runs <paramref name="main"/> to its end and throws what it throws. Other work may be left over.</summary>
    /// <param name="main">Started on this scheduler.</param>
    /// <param name="limit">Virtual time that the run may take; none by default.</param>
    public void Run(Func<Task> main, TimeSpan? limit = null)
    {
        ArgumentNullException.ThrowIfNull(main);
        Run(
            async () =>
            {
                await main();
                return true;
            },
            limit);
    }

    /// <summary>Runs <paramref name="main"/> to its end and gives its result.</summary>
    public T Run<T>(Func<Task<T>> main, TimeSpan? limit = null)
    {
        ArgumentNullException.ThrowIfNull(main);
        long end = limit is { } span ? ElapsedTicks + span.Ticks : long.MaxValue;
        Task<T>? task = null;
        Enter(() =>
        {
            task = main();
            while (!task.IsCompleted)
            {
                if (Step(end))
                    continue;
                if (_timers.Count > 0)
                    throw new SchedulerDeadlockException($"The main task is incomplete after {limit} of virtual time. {Describe()}");
                AwaitEscape();
                throw new SchedulerDeadlockException($"Nothing is scheduled, but the main task is incomplete: it waits for something that never comes. {Describe()}");
            }
        });
#pragma warning disable VSTHRD002 // The task is complete.
        return task!.GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
    }

    /// <summary>Runs everything that is due up to and at <paramref name="time"/>, which is then the time.</summary>
    public void RunUntil(DateTimeOffset time) => RunFor(time - UtcNow);

    /// <summary>Runs everything that is due within <paramref name="span"/> from now, then lets the rest of it pass.</summary>
    public void RunFor(TimeSpan span)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(span, TimeSpan.Zero);
        long end = checked(ElapsedTicks + span.Ticks);
        Enter(() =>
        {
            while (Step(end))
            {
            }
        });
        ElapsedTicks = end;
    }

    /// <summary>Runs everything that is ready, without letting time pass.</summary>
    public void RunUntilIdle() => RunFor(TimeSpan.Zero);

    /// <summary>Starts a loop that nobody awaits; if it fails, the run ends with <see cref="ScheduledWorkException"/>.</summary>
    /// <param name="work">Started when the scheduler next runs.</param>
    /// <param name="name">Named in the report of a failure.</param>
    public void Start(Func<Task> work, string name)
    {
        ArgumentNullException.ThrowIfNull(work);
        Post(
            _ => _ = Watch(work, name),
            work);
    }

    internal void Post(SendOrPostCallback callback, object? state)
    {
        if (!IsOwner())
        {
            Escaped($"a continuation was posted: {Describe(callback, state)}");
            return;
        }

        _ready.Add(new ReadyWork(callback, state));
    }

    internal void Queue(Task task)
    {
        if (!IsOwner())
        {
            Escaped($"a task was queued: {Describe(task)}");
            return;
        }

        _ready.Add(new ReadyWork(task, null));
    }

    /// <summary>Whether the calling thread may run work of this scheduler now.</summary>
    internal bool IsRunningHere() => _running && IsOwner();

    /// <summary>Sets or clears when a timer fires.</summary>
    internal void Schedule(VirtualTimer timer, TimeSpan due)
    {
        if (!IsOwner())
        {
            Escaped("a timer was created, changed or disposed");
            throw new SchedulerEscapeException($"A timer of a virtual scheduler was touched by {Describe(Thread.CurrentThread)}.");
        }

        _timers.Remove(timer);
        timer.Version++;
        if (due == Timeout.InfiniteTimeSpan || due.Ticks > long.MaxValue - ElapsedTicks)
            return;
        timer.Due = ElapsedTicks + due.Ticks;
        timer.Sequence = _sequence++;
        if (due == TimeSpan.Zero)
            _ready.Add(new ReadyWork(timer, null, timer.Version));
        else
            _timers.Add(timer);
    }

    private static string Describe(Thread thread) =>
        $"thread {thread.ManagedThreadId}{(thread.Name is { Length: > 0 } name ? $" '{name}'" : "")}{(thread.IsThreadPoolThread ? " of the thread pool" : "")}";

    private static string Describe(object? callback, object? state)
    {
        // An await posts its state machine's box; the machine's type names the method.
        object? target = state is Delegate inner ? inner.Target ?? inner.Method : state;
        var machine = (target as Task)?.GetType().GenericTypeArguments.FirstOrDefault(type => type.IsAssignableTo(typeof(IAsyncStateMachine)))
            ?? target?.GetType().GenericTypeArguments.FirstOrDefault(type => type.IsAssignableTo(typeof(IAsyncStateMachine)));
        if (machine is not null)
            return $"async {machine.DeclaringType?.FullName}.{machine.Name}";
        var method = (state as Delegate)?.Method ?? (callback as Delegate)?.Method;
        return method is null ? $"{callback}" : $"{Describe(method)} with {state}";
    }

    private static string Describe(MethodInfo method) => $"{method.DeclaringType?.FullName}.{method.Name}";

    private static string Describe(Task task) => $"task {task.Id} ({task.GetType()}, {Describe(null, task.AsyncState)})";

    internal bool IsOwner() => Volatile.Read(ref _owner) == Thread.CurrentThread;

    private void Escaped(string what)
    {
        lock (_escapeEntry)
        {
            _escape ??= $"On {Describe(Thread.CurrentThread)} {what}, at virtual time {UtcNow:O}.\n{Environment.StackTrace}";
            Monitor.PulseAll(_escapeEntry);
        }
    }

    /// <summary>Gives work that is still on a foreign thread a moment to come back and be reported for what it is.</summary>
    private void AwaitEscape()
    {
        lock (_escapeEntry)
        {
            if (_escape is null && _options.EscapeGrace > TimeSpan.Zero)
                Monitor.Wait(_escapeEntry, _options.EscapeGrace);
        }

        ThrowEscape();
    }

    private void ThrowEscape()
    {
        if (Volatile.Read(ref _escape) is not { } escape)
            return;
        lock (_escapeEntry)
        {
            _escape = null;
        }

        throw new SchedulerEscapeException($"Work left the virtual scheduler. {escape}");
    }

    /// <summary>Runs the loop with this scheduler's context, inside a task of its task scheduler, so that continuations and new tasks stay here.</summary>
    private void Enter(Action loop)
    {
        if (_running)
            throw new InvalidOperationException("The virtual scheduler is running already; it cannot be run from within.");
        var previous = SynchronizationContext.Current;
        Volatile.Write(ref _owner, Thread.CurrentThread);
        _running = true;
        _stepsAtThisInstant = 0;
        try
        {
            System.Threading.SynchronizationContext.SetSynchronizationContext(_context);
            ThrowEscape();
            var task = new Task(loop);
            task.RunSynchronously(_tasks);
#pragma warning disable VSTHRD002 // The task is complete.
            task.GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
            ThrowEscape();
        }
        finally
        {
            _running = false;
            System.Threading.SynchronizationContext.SetSynchronizationContext(previous);
        }
    }

    /// <summary>One piece of work, letting time pass up to <paramref name="end"/> when none is ready; false when none is due by then.</summary>
    private bool Step(long end)
    {
        ThrowEscape();
        if (_ready.Count == 0)
        {
            if (_timers.Count == 0 || _timers.First.Due > end)
                return false;
            Advance(_timers.First.Due);
        }

        if (++_stepsAtThisInstant > _options.StepsPerInstant)
            throw new SchedulerDeadlockException($"{_options.StepsPerInstant} steps at one instant: work goes on without letting time pass. {Describe()}");
        Steps++;
        var work = _ready.Take();
        if (System.Threading.SynchronizationContext.Current != _context)
            System.Threading.SynchronizationContext.SetSynchronizationContext(_context);
        try
        {
            work.Run(_tasks);
        }
        catch (Exception exception) when (exception is not (SchedulerEscapeException or SchedulerDeadlockException or ScheduledWorkException))
        {
            throw new ScheduledWorkException($"Work that nobody awaits threw {exception.GetType().Name} at virtual time {UtcNow:O}: {exception.Message}", exception);
        }

        return true;
    }

    /// <summary>Makes the timers of the next instant ready, in the order in which they were set.</summary>
    private void Advance(long ticks)
    {
        ElapsedTicks = ticks;
        _stepsAtThisInstant = 0;
        while (_timers.Count > 0 && _timers.First.Due == ticks)
        {
            var timer = _timers.First;
            _timers.Remove(timer);
            _ready.Add(new ReadyWork(timer, null, timer.Version));
        }
    }

    /// <summary>Awaits a loop that nobody else awaits; its failure comes back as work that throws, which ends the run.</summary>
    private async Task Watch(Func<Task> work, string name)
    {
        try
        {
            await work();
        }
        catch (Exception exception)
        {
            _context.Post(_ => throw new ScheduledWorkException($"'{name}' ended with {exception.GetType().Name}: {exception.Message}", exception), null);
        }
    }

    private string Describe() => $"Virtual time {UtcNow:O}, {Steps} steps run, {Ready} ready, {Timers} timers.";
}
