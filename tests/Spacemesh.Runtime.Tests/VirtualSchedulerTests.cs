using System.Threading.Channels;

// The overloads that assume the current scheduler, and bare posts, are what is tested here.
#pragma warning disable VSTHRD001, VSTHRD105

namespace Spacemesh.Runtime.Tests;

public sealed class VirtualSchedulerTests
{
    private static readonly VirtualSchedulerOptions NoGrace = new() { EscapeGrace = TimeSpan.Zero };

    [Fact]
    public void Work_runs_by_time_then_sequence()
    {
        var scheduler = new VirtualScheduler();
        var trace = new List<string>();
        foreach (var (name, seconds) in new[] { ("d", 3), ("a", 1), ("e", 3), ("b", 1), ("c", 2) })
        {
            scheduler.Start(
                async () =>
                {
                    await Task.Delay(TimeSpan.FromSeconds(seconds), scheduler.TimeProvider);
                    trace.Add($"{name}{scheduler.Elapsed.TotalSeconds}");
                },
                name);
        }

        scheduler.RunFor(TimeSpan.FromSeconds(2));
        Assert.Equal(["a1", "b1", "c2"], trace);
        scheduler.RunFor(TimeSpan.FromSeconds(2));
        Assert.Equal(["a1", "b1", "c2", "d3", "e3"], trace);
        Assert.Equal(TimeSpan.FromSeconds(4), scheduler.Elapsed);
    }

    [Fact]
    public void Same_seed_gives_the_same_interleaving_and_other_seeds_another()
    {
        string plain = Interleaving(null);
        var seeds = Enumerable.Range(0, 5).Select(seed => Interleaving(new SeededRandom((ulong)seed))).ToList();
        Assert.Equal(plain, Interleaving(null));
        for (int seed = 0; seed < seeds.Count; seed++)
            Assert.Equal(seeds[seed], Interleaving(new SeededRandom((ulong)seed)));
        Assert.Equal(seeds.Count + 1, seeds.Append(plain).Distinct().Count());
    }

    [Fact]
    public void Ten_thousand_tasks_over_channels_and_semaphores_end()
    {
        var scheduler = new VirtualScheduler();
        const int Count = 10_000;
        long sum = scheduler.Run(async () =>
        {
            var channel = Channel.CreateBounded<int>(16);
            using var semaphore = new SemaphoreSlim(3);
            var producers = Enumerable.Range(0, Count).Select(async i =>
            {
                await Task.Delay(TimeSpan.FromMilliseconds(i % 997), scheduler.TimeProvider);
                await semaphore.WaitAsync();
                await channel.Writer.WriteAsync(i);
                await Task.Yield();
                semaphore.Release();
            }).ToList();
            var consumer = Sum(channel.Reader);
            await Task.WhenAll(producers);
            channel.Writer.Complete();
            return await consumer;
        });
        Assert.Equal((long)Count * (Count - 1) / 2, sum);
        Assert.Equal(TimeSpan.FromMilliseconds(996), scheduler.Elapsed);

        static async Task<long> Sum(ChannelReader<int> reader)
        {
            long total = 0;
            await foreach (int item in reader.ReadEachAsync())
                total += item;
            return total;
        }
    }

    [Fact]
    public void Everything_stays_on_the_thread_of_the_run()
    {
        var scheduler = new VirtualScheduler();
        int home = Environment.CurrentManagedThreadId;
        scheduler.Run(async () =>
        {
            await Task.Yield();
            Assert.Equal(home, Environment.CurrentManagedThreadId);
            int started = await Task.Factory.StartNew(() => Environment.CurrentManagedThreadId);
            Assert.Equal(home, started);
            int continued = await Task.Delay(TimeSpan.FromSeconds(1), scheduler.TimeProvider).ContinueWith(_ => Environment.CurrentManagedThreadId, scheduler.TaskScheduler);
            Assert.Equal(home, continued);
            var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var waiter = Wait(source.Task);
            source.SetResult();
            Assert.Equal(home, await waiter);
        });

        static async Task<int> Wait(Task task)
        {
            await task;
            return Environment.CurrentManagedThreadId;
        }
    }

    [Fact]
    public void Timers_timeouts_and_periods_follow_virtual_time()
    {
        var scheduler = new VirtualScheduler(new VirtualSchedulerOptions { Start = new DateTimeOffset(2030, 5, 6, 7, 8, 9, TimeSpan.FromHours(2)) });
        var clock = scheduler.TimeProvider;
        scheduler.Run(async () =>
        {
            var begin = clock.GetUtcNow();
            long stamp = clock.GetTimestamp();
            Assert.Equal(new DateTimeOffset(2030, 5, 6, 5, 8, 9, TimeSpan.Zero), begin);

            await Assert.ThrowsAsync<TimeoutException>(() => new TaskCompletionSource().Task.WaitAsync(TimeSpan.FromHours(1), clock));
            Assert.Equal(TimeSpan.FromHours(1), clock.GetUtcNow() - begin);

            using var source = new CancellationTokenSource(TimeSpan.FromHours(2), clock);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.Delay(TimeSpan.FromDays(9), clock, source.Token));
            Assert.Equal(TimeSpan.FromHours(3), clock.GetElapsedTime(stamp));
            Assert.Equal(0, scheduler.Timers);

            using var timer = new PeriodicTimer(TimeSpan.FromMinutes(10), clock);
            for (int i = 1; i <= 6; i++)
                Assert.True(await timer.WaitForNextTickAsync());
            Assert.Equal(TimeSpan.FromHours(4), clock.GetElapsedTime(stamp));
        });
        Assert.Equal(0, scheduler.Timers);
    }

    [Fact]
    public void Cancelled_and_changed_timers_do_not_fire()
    {
        var scheduler = new VirtualScheduler();
        var fired = new List<string>();
        var clock = scheduler.TimeProvider;
        ITimer first = clock.CreateTimer(_ => fired.Add("first"), null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        ITimer second = clock.CreateTimer(_ => fired.Add("second"), null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        // Fires at the same instant, before both: what is ready already must not fire either.
        using var before = clock.CreateTimer(_ => { first.Dispose(); second.Change(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(2)); }, null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        first.Change(TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        second.Change(TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        scheduler.RunFor(TimeSpan.FromSeconds(5.5));
        Assert.Empty(fired);
        scheduler.RunFor(TimeSpan.FromSeconds(5));
        Assert.Equal(["second", "second", "second"], fired);
        second.Dispose();
        Assert.False(second.Change(TimeSpan.Zero, TimeSpan.Zero));
        Assert.Equal(0, scheduler.Timers);
    }

    [Fact]
    public void Thousands_of_timers_fire_in_order_while_others_are_removed()
    {
        var scheduler = new VirtualScheduler();
        var random = new SeededRandom(7);
        var fired = new List<(TimeSpan Due, int Index)>();
        var timers = new List<(ITimer Timer, TimeSpan Due, int Index)>();
        for (int i = 0; i < 5000; i++)
        {
            var due = TimeSpan.FromMilliseconds(1 + random.Next(300));
            int index = i;
            timers.Add((scheduler.TimeProvider.CreateTimer(_ => fired.Add((due, index)), null, due, Timeout.InfiniteTimeSpan), due, index));
        }

        var kept = timers.Where(timer => timer.Index % 3 != 0).ToList();
        foreach (var (timer, _, _) in timers.Where(timer => timer.Index % 3 == 0))
            timer.Dispose();
        scheduler.RunFor(TimeSpan.FromSeconds(1));
        Assert.Equal(kept.OrderBy(timer => timer.Due).ThenBy(timer => timer.Index).Select(timer => (timer.Due, timer.Index)), fired);
    }

    [Fact]
    public void Escape_from_a_foreign_thread_is_reported_with_its_method()
    {
        var scheduler = new VirtualScheduler();
        var error = Assert.Throws<SchedulerEscapeException>(() => scheduler.Run(async () =>
        {
            var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var waiter = EscapingMethod(source.Task);
            var thread = new Thread(() => source.SetResult()) { Name = "outsider" };
            thread.Start();
            thread.Join();
            await waiter;
        }));
        Assert.Contains("EscapingMethod", error.Message, StringComparison.Ordinal);
        Assert.Contains("outsider", error.Message, StringComparison.Ordinal);

        static async Task EscapingMethod(Task task) => await task;
    }

    [Fact]
    public void Thread_pool_use_is_reported()
    {
        var scheduler = new VirtualScheduler(new VirtualSchedulerOptions { EscapeGrace = TimeSpan.FromMinutes(1) });
        var error = Assert.Throws<SchedulerEscapeException>(() => scheduler.Run(async () =>
        {
            // Opened once this task waits, so that the pool's work cannot be done before.
            using var gate = new ManualResetEventSlim();
            scheduler.SynchronizationContext.Post(_ => gate.Set(), null);
            await Task.Run(gate.Wait);
        }));
        Assert.Contains("thread pool", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Semaphore_waits_without_token_stay()
    {
        var scheduler = new VirtualScheduler();
        int home = Environment.CurrentManagedThreadId;
        scheduler.Run(async () =>
        {
            using var semaphore = new SemaphoreSlim(0);
            var waiter = semaphore.WaitAsync();
            semaphore.Release();
            await waiter;
            Assert.Equal(home, Environment.CurrentManagedThreadId);
        });
    }

    [Fact]
    public void Timer_abandoned_to_the_finalizer_ends_silently()
    {
        var scheduler = new VirtualScheduler();
        int fired = 0;
        scheduler.Run(async () =>
        {
            var timer = scheduler.TimeProvider.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
            var disposer = new Thread(timer.Dispose);
            disposer.Start();
            disposer.Join();
            await Task.Delay(TimeSpan.FromSeconds(5), scheduler.TimeProvider);
        });
        Assert.Equal(0, fired);
    }

    [Fact]
    public void Timer_touched_by_a_foreign_thread_is_reported()
    {
        var scheduler = new VirtualScheduler();
        Exception? seen = null;
        Assert.Throws<SchedulerEscapeException>(() => scheduler.Run(async () =>
        {
            var thread = new Thread(() => seen = Record.Exception(() => scheduler.TimeProvider.CreateTimer(_ => { }, null, TimeSpan.Zero, TimeSpan.Zero)));
            thread.Start();
            thread.Join();
            await Task.Yield();
        }));
        Assert.IsType<SchedulerEscapeException>(seen);
    }

    [Fact]
    public void Deadlock_is_reported()
    {
        var scheduler = new VirtualScheduler(NoGrace);
        var error = Assert.Throws<SchedulerDeadlockException>(() => scheduler.Run(() => new TaskCompletionSource().Task));
        Assert.Contains("Nothing is scheduled", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Endless_work_at_one_instant_is_reported()
    {
        var scheduler = new VirtualScheduler(new VirtualSchedulerOptions { StepsPerInstant = 1000 });
        Assert.Throws<SchedulerDeadlockException>(() => scheduler.Run(async () =>
        {
            while (true)
                await Task.Yield();
        }));
    }

    [Fact]
    public void Run_beyond_its_limit_of_virtual_time_is_reported()
    {
        var scheduler = new VirtualScheduler();
        Assert.Throws<SchedulerDeadlockException>(() => scheduler.Run(
            async () =>
            {
                using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), scheduler.TimeProvider);
                while (await timer.WaitForNextTickAsync())
                {
                }
            },
            TimeSpan.FromHours(1)));
    }

    [Fact]
    public void Failure_of_a_started_loop_ends_the_run()
    {
        var scheduler = new VirtualScheduler();
        scheduler.Start(
            async () =>
            {
                await Task.Delay(TimeSpan.FromSeconds(1), scheduler.TimeProvider);
                throw new InvalidOperationException("broken");
            },
            "the loop");
        var error = Assert.Throws<ScheduledWorkException>(() => scheduler.Run(() => Task.Delay(TimeSpan.FromSeconds(2), scheduler.TimeProvider)));
        Assert.Contains("the loop", error.Message, StringComparison.Ordinal);
        Assert.IsType<InvalidOperationException>(error.InnerException);
        Assert.Equal(TimeSpan.FromSeconds(1), scheduler.Elapsed);
    }

    [Fact]
    public void Failure_of_posted_work_ends_the_run()
    {
        var scheduler = new VirtualScheduler();
        scheduler.SynchronizationContext.Post(_ => throw new InvalidOperationException("broken"), null);
        var error = Assert.Throws<ScheduledWorkException>(scheduler.RunUntilIdle);
        Assert.IsType<InvalidOperationException>(error.InnerException);
    }

    [Fact]
    public void Failure_of_the_main_task_is_thrown_as_it_is()
    {
        var scheduler = new VirtualScheduler();
        Assert.Throws<InvalidDataException>(() => scheduler.Run(async () =>
        {
            await Task.Yield();
            throw new InvalidDataException();
        }));
        Assert.Null(SynchronizationContext.Current as VirtualSynchronizationContext);
    }

    [Fact]
    public void Run_until_idle_lets_no_time_pass()
    {
        var scheduler = new VirtualScheduler();
        int done = 0;
        scheduler.Start(
            async () =>
            {
                await Task.Yield();
                done = 1;
                await Task.Delay(TimeSpan.FromMilliseconds(1), scheduler.TimeProvider);
                done = 2;
            },
            "work");
        scheduler.RunUntilIdle();
        Assert.Equal(1, done);
        Assert.Equal(TimeSpan.Zero, scheduler.Elapsed);
        scheduler.RunUntil(scheduler.UtcNow + TimeSpan.FromMinutes(1));
        Assert.Equal(2, done);
    }

    private static string Interleaving(IRandomSource? perturbation)
    {
        var scheduler = new VirtualScheduler(new VirtualSchedulerOptions { Perturbation = perturbation });
        var trace = new List<string>();
        scheduler.Run(() => Task.WhenAll(Enumerable.Range(0, 8).Select(Worker)));
        return string.Join(' ', trace);

        async Task Worker(int worker)
        {
            for (int i = 0; i < 4; i++)
            {
                await Task.Yield();
                trace.Add($"{worker}.{i}");
                await Task.Delay(TimeSpan.FromSeconds(i % 2), scheduler.TimeProvider);
            }
        }
    }
}
