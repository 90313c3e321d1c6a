// A context is posted to, and tokens are cancelled on the spot, on purpose.
#pragma warning disable VSTHRD001, VSTHRD103
namespace Spacemesh.Runtime.Tests;

public sealed class WorkPoolTests
{
    [Fact]
    public async Task Items_run_by_priority_then_first_come_first_served()
    {
        await using var pool = new WorkPool(new WorkPoolOptions { Parallelism = 1 });
        using var gate = new ManualResetEventSlim();
        var blocker = Block(pool, gate, out _);
        var order = new List<string>();
        var tasks = new List<Task>();
        foreach (var (name, priority) in new[]
        {
            ("l1", WorkPriority.Low), ("n1", WorkPriority.Normal), ("h1", WorkPriority.High), ("n2", WorkPriority.Normal), ("h2", WorkPriority.High),
        })
        {
            tasks.Add(pool.RunAsync(_ => Add(order, name), priority).AsTask());
        }

        gate.Set();
        await Task.WhenAll([.. tasks, blocker]);
        Assert.Equal(["h1", "h2", "n1", "n2", "l1"], order);
        Assert.Equal(6, pool.Statistics.Completed);
    }

    [Fact]
    public async Task Full_queue_makes_callers_wait_in_order()
    {
        await using var pool = new WorkPool(new WorkPoolOptions { Parallelism = 1, QueueLength = 2 });
        using var gate = new ManualResetEventSlim();
        var blocker = Block(pool, gate, out _);
        var order = new List<string>();
        var tasks = Enumerable.Range(0, 5).Select(i => pool.RunAsync(_ => Add(order, $"{i}")).AsTask()).ToList();
        var other = pool.RunAsync(_ => Add(order, "low"), WorkPriority.Low).AsTask();
        var statistics = pool.Statistics;
        Assert.Equal(new WorkPoolStatistics(1, 0, 2, 1, 3, 0), statistics);
        gate.Set();
        await Task.WhenAll([.. tasks, blocker, other]);
        Assert.Equal(["0", "1", "2", "3", "4", "low"], order);
        Assert.Equal(new WorkPoolStatistics(0, 0, 0, 0, 0, 7), pool.Statistics);
    }

    [Fact]
    public async Task Cancelled_item_leaves_the_queue_and_makes_room()
    {
        await using var pool = new WorkPool(new WorkPoolOptions { Parallelism = 1, QueueLength = 1 });
        using var gate = new ManualResetEventSlim();
        var blocker = Block(pool, gate, out _);
        using var source = new CancellationTokenSource();
        bool ran = false;
        var queued = pool.RunAsync(_ => ran = true, WorkPriority.Normal, source.Token).AsTask();
        var waiting = pool.RunAsync(_ => 5).AsTask();
        Assert.Equal(1, pool.Statistics.Waiting);
        await source.CancelAsync();
        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => queued);
        Assert.Equal(source.Token, error.CancellationToken);
        Assert.Equal(0, pool.Statistics.Waiting);
        Assert.Equal(1, pool.Statistics.QueuedNormal);
        gate.Set();
        Assert.Equal(5, await waiting);
        await blocker;
        Assert.False(ran);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pool.RunAsync(_ => 1, cancellationToken: source.Token).AsTask());
    }

    [Fact]
    public async Task Running_item_sees_its_token()
    {
        await using var pool = new WorkPool(new WorkPoolOptions { Parallelism = 1 });
        using var source = new CancellationTokenSource();
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var item = pool.RunAsync(
            token =>
            {
                started.SetResult();
                token.WaitHandle.WaitOne();
                token.ThrowIfCancellationRequested();
                return 0;
            },
            WorkPriority.High,
            source.Token).AsTask();
        await started.Task;
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => item);
        Assert.True(item.IsCanceled);
    }

    [Fact]
    public async Task Exception_goes_to_its_awaiter_and_the_thread_lives_on()
    {
        await using var pool = new WorkPool(new WorkPoolOptions { Parallelism = 1 });
        await Assert.ThrowsAsync<InvalidDataException>(() => pool.RunAsync<int>(_ => throw new InvalidDataException()).AsTask());
        Assert.Equal(3, await pool.RunAsync(_ => 3));
    }

    [Fact]
    public async Task Items_run_at_the_same_time_on_named_threads()
    {
        const int Threads = 4;
        await using var pool = new WorkPool(new WorkPoolOptions { Parallelism = Threads, Name = "verify" });
        using var barrier = new Barrier(Threads);
        var names = await Task.WhenAll(Enumerable.Range(0, Threads).Select(_ => pool.RunAsync(_ =>
        {
            barrier.SignalAndWait();
            return Thread.CurrentThread.Name!;
        }).AsTask()));
        Assert.Equal(["verify 0", "verify 1", "verify 2", "verify 3"], names.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Continuation_returns_to_the_callers_context()
    {
        await using var pool = new WorkPool(new WorkPoolOptions { Parallelism = 1 });
        var context = new CountingContext();
        var previous = SynchronizationContext.Current;
        Task<int> task;
        try
        {
            SynchronizationContext.SetSynchronizationContext(context);
            using var gate = new ManualResetEventSlim();
            task = Await(pool, gate);
            gate.Set();
            context.Posted.Wait();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(previous);
        }

        Assert.Equal(7, await task);

        static async Task<int> Await(WorkPool pool, ManualResetEventSlim gate) => await pool.RunAsync(_ =>
        {
            gate.Wait();
            return 7;
        });
    }

    [Fact]
    public async Task Disposal_cancels_waiting_items_and_waits_for_running_ones()
    {
        var pool = new WorkPool(new WorkPoolOptions { Parallelism = 1, QueueLength = 1 });
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        bool ended = false;
        var running = pool.RunAsync(token =>
        {
            started.SetResult();
            token.WaitHandle.WaitOne();
            ended = true;
            return 1;
        }).AsTask();
        await started.Task;
        var queued = pool.RunAsync(_ => 2).AsTask();
        var waiting = pool.RunAsync(_ => 3).AsTask();
        await pool.DisposeAsync();
        Assert.True(ended);
        Assert.Equal(1, await running);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => queued);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Throws<ObjectDisposedException>(() => { _ = pool.RunAsync(_ => 4).AsTask(); });
        await pool.DisposeAsync();
    }

    [Fact]
    public async Task Many_items_with_racing_cancellations_all_end()
    {
        await using var pool = new WorkPool(new WorkPoolOptions { Parallelism = 3, QueueLength = 4 });
        var random = new SeededRandom(3);
        var tasks = new List<Task<int>>();
        for (int i = 0; i < 2000; i++)
        {
            var source = new CancellationTokenSource();
            tasks.Add(pool.RunAsync(_ => 1, (WorkPriority)random.Next(3), source.Token).AsTask());
            if (random.Next(2) == 0)
                source.Cancel();
        }

        await Task.WhenAll(tasks.Select(task => task.ContinueWith(_ => { }, TaskScheduler.Default)));
        Assert.All(tasks, task => Assert.True(task.IsCompletedSuccessfully || task.IsCanceled));
        Assert.Equal(new WorkPoolStatistics(0, 0, 0, 0, 0, pool.Statistics.Completed), pool.Statistics);
    }

    [Fact]
    public void Options_refuse_sizes_that_cannot_work()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new WorkPoolOptions { Parallelism = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new WorkPoolOptions { QueueLength = 0 });
    }

    [Fact]
    public async Task Inline_pool_runs_on_the_caller_and_counts()
    {
        var pool = new InlineWorkPool();
        int home = Environment.CurrentManagedThreadId;
        var item = pool.RunAsync(_ => Environment.CurrentManagedThreadId, WorkPriority.Low);
        Assert.True(item.IsCompletedSuccessfully);
        Assert.Equal(home, await item);
        await Assert.ThrowsAsync<InvalidDataException>(() => pool.RunAsync<int>(_ => throw new InvalidDataException()).AsTask());
        Assert.True(pool.RunAsync(_ => 1, cancellationToken: new CancellationToken(canceled: true)).IsCanceled);
        Assert.Equal(2, pool.Completed);
        Assert.Equal(1, pool.CompletedOf(WorkPriority.Low));
    }

    /// <summary>Occupies one thread until the gate opens; returns once it does.</summary>
    private static Task<int> Block(WorkPool pool, ManualResetEventSlim gate, out ManualResetEventSlim entered)
    {
        var inside = new ManualResetEventSlim();
        entered = inside;
        var task = pool.RunAsync(_ =>
        {
            inside.Set();
            gate.Wait();
            return 0;
        }).AsTask();
        inside.Wait();
        return task;
    }

    private static int Add(List<string> order, string name)
    {
        order.Add(name);
        return order.Count;
    }

    private sealed class CountingContext : SynchronizationContext
    {
        public ManualResetEventSlim Posted { get; } = new();

        public override void Post(SendOrPostCallback d, object? state)
        {
            Posted.Set();
            base.Post(d, state);
        }
    }
}
