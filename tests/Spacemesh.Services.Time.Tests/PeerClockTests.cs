using Microsoft.Extensions.Logging;
using Spacemesh.Runtime;
using Spacemesh.Simulation.Network;
using Spacemesh.Wire.PeerSync;

namespace Spacemesh.Services.Time.Tests;

/// <summary>The comparison of clocks among simulated nodes (spec 08 §13.2).</summary>
public sealed class PeerClockTests
{
    private static readonly TimeSpan TenRounds = TimeSpan.FromHours(6);

    [Theory]
    [InlineData(0, new ulong[] { 30, 10, 20 }, new long[] { 0, 0, 0 }, 20)]
    [InlineData(0, new ulong[] { 30, 10, 20, 40 }, new long[] { 0, 0, 0, 0 }, 25)]
    [InlineData(50, new ulong[] { 100, 100, 100 }, new long[] { 140, 140, 120 }, 5)]
    [InlineData(0, new ulong[] { 100 }, new long[] { 0 }, 100)]
    [InlineData(0, new ulong[] { 100, 120 }, new long[] { 0, 0 }, 110)]
    public void Offset_is_the_median(long begin, ulong[] timestamps, long[] received, long expected)
    {
        var round = new OffsetRound(1, begin, 1);
        foreach (var (timestamp, at) in timestamps.Zip(received))
            round.Add(new PeerSyncResponse(1, timestamp), at);
        Assert.Equal(expected, round.Offset);
    }

    [Fact]
    public void Answers_of_another_round_do_not_count()
    {
        var round = new OffsetRound(1, 0, 2);
        round.Add(new PeerSyncResponse(1, 5), 0);
        round.Add(new PeerSyncResponse(2, 5), 0);
        Assert.False(round.IsReady);
    }

    [Fact]
    public void Extreme_timestamps_do_not_overflow()
    {
        var round = new OffsetRound(1, long.MinValue, 1);
        round.Add(new PeerSyncResponse(1, ulong.MaxValue), long.MinValue);
        Assert.Equal(long.MaxValue, round.Offset);
    }

    [Fact]
    public void Clock_within_limits_goes_on()
    {
        var world = new World(skew: TimeSpan.FromSeconds(-9));
        world.Run(TenRounds);
        Assert.Null(world.Failure);
        Assert.InRange(world.Clock.LastOffset!.Value.TotalSeconds, 8.8, 9.2);
    }

    [Fact]
    public void Clock_far_off_stops_the_node_after_ten_comparisons()
    {
        var world = new World(skew: TimeSpan.FromSeconds(-11));
        world.Run(TimeSpan.FromMinutes(30 * 8.5));
        Assert.Null(world.Failure);
        world.Run(TimeSpan.FromMinutes(60));
        var failure = Assert.IsType<ClockOffsetException>(world.Failure);
        Assert.Contains("11", failure.Message, StringComparison.Ordinal);
        Assert.Contains("behind", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Clock_that_is_set_again_is_forgiven()
    {
        var world = new World(skew: TimeSpan.FromSeconds(-11));
        world.Run(TimeSpan.FromHours(4));
        world.Joiner.Time.Skew = TimeSpan.Zero;
        world.Run(TimeSpan.FromHours(1));
        world.Joiner.Time.Skew = TimeSpan.FromSeconds(-11);
        world.Run(TimeSpan.FromHours(4));
        Assert.Null(world.Failure);
    }

    [Fact]
    public void One_liar_among_three_does_not_move_the_median()
    {
        var world = new World(skew: TimeSpan.Zero);
        world.Peers[0].LyingAnswers = (_, _, _) => new byte[] { 0, 0 };
        world.Peers[1].LyingAnswers = null;
        world.Run(TenRounds);
        Assert.Null(world.Failure);
        Assert.InRange(world.Clock.LastOffset!.Value.TotalSeconds, -0.2, 0.2);
    }

    [Fact]
    public void Silent_and_malformed_peers_are_not_counted()
    {
        var world = new World(skew: TimeSpan.FromSeconds(-60), peers: 4);
        world.Peers[0].LyingAnswers = (_, _, _) => null;
        world.Peers[1].LyingAnswers = (_, _, _) => new byte[] { 2 };
        world.Run(TenRounds);
        // Two answers are fewer than three: no comparison, no failure.
        Assert.Null(world.Failure);
        Assert.Null(world.Clock.LastOffset);
    }

    [Fact]
    public void Check_at_the_start_says_how_far_off_the_clock_is_even_with_one_peer()
    {
        var world = new World(skew: TimeSpan.FromSeconds(7), peers: 1);
        world.Run(TimeSpan.FromMinutes(1));
        string line = Assert.Single(world.Lines, line => line.Contains("Clock check", StringComparison.Ordinal));
        Assert.Matches(@"7(\.0\d+)? s ahead of|6\.9\d* s ahead of", line);
    }

    private sealed class World
    {
        private readonly VirtualScheduler _scheduler = new();
        private readonly CancellationTokenSource _stop = new();

        public World(TimeSpan skew, int peers = 3)
        {
            var network = new SimulatedNetwork(_scheduler.TimeProvider, new SeededRandom(1));
            for (int i = 0; i < peers; i++)
            {
                var peer = network.Join($"peer{i}");
                Peers.Add(peer);
                new PeerClock(new PeerClockOptions(), peer.Time, peer.Requests, Logger()).Serve();
            }

            Joiner = network.Join("joiner", skew);
            Clock = new PeerClock(new PeerClockOptions(), Joiner.Time, Joiner.Requests, Logger());
            _scheduler.Start(RunAsync, "clock");
        }

        public List<SimulatedNode> Peers { get; } = [];

        public SimulatedNode Joiner { get; }

        public PeerClock Clock { get; }

        public Exception? Failure { get; private set; }

        public List<string> Lines { get; } = [];

        public void Run(TimeSpan span) => _scheduler.RunFor(span);

        private async Task RunAsync()
        {
            try
            {
                await Clock.RunAsync(_stop.Token);
            }
            catch (ClockOffsetException exception)
            {
                Failure = exception;
            }
        }

        private ILogger<PeerClock> Logger() => new LineLogger(Lines);
    }

    private sealed class LineLogger(List<string> lines) : ILogger<PeerClock>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Add(formatter(state, exception));
    }
}
