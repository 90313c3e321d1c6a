using Spacemesh.Post.Initialization;

namespace Spacemesh.Post.Tests.Initialization;

public sealed class CoreThrottleTests
{
    [Theory]
    [InlineData(1, 300)]
    [InlineData(3, 120)]
    public async Task Work_stays_within_half_of_the_cores_over_any_ten_seconds(int cores, int milliseconds)
    {
        var time = new JumpingTime();
        var throttle = new CoreThrottle(time, cores);
        var worked = new List<(long Start, long End)>();
        for (int i = 0; i < 200; i++)
        {
            await throttle.RunAsync(
                () =>
                {
                    long start = time.GetTimestamp();
                    time.Advance(TimeSpan.FromMilliseconds(milliseconds));
                    worked.Add((start, time.GetTimestamp()));
                    return ValueTask.FromResult(0);
                },
                CancellationToken.None);
        }

        long window = 10 * time.TimestampFrequency;
        double budget = window * (cores / 2.0);
        foreach (var (_, end) in worked)
        {
            long busy = worked.Sum(work => Math.Max(0, Math.Min(work.End, end) - Math.Max(work.Start, end - window)));
            Assert.True(busy <= budget, $"{busy} of {budget} ticks");
        }

        // One lane of three cores never reaches half of them; one of one core must have rested.
        double share = (double)worked.Sum(work => work.End - work.Start) / (worked[^1].End - worked[0].Start);
        Assert.InRange(share, cores == 1 ? 0.4 : 0.99, cores == 1 ? 0.55 : 1.01);
    }

    /// <summary>Time that stands still but for work and for the waits that are asked for, which are over at once.</summary>
    private sealed class JumpingTime : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Interlocked.Read(ref _now);

        public void Advance(TimeSpan by) => Interlocked.Add(ref _now, by.Ticks);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            ThreadPool.QueueUserWorkItem(_ =>
            {
                Advance(dueTime);
                callback(state);
            });
            return new Spent();
        }

        private sealed class Spent : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => false;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => default;
        }
    }
}
