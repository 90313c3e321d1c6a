using Microsoft.Extensions.Logging.Abstractions;
using Spacemesh.Ports.Events.User;
using Spacemesh.Ports.Smeshing;
using Spacemesh.Post;
using Spacemesh.Post.Proving;
using Spacemesh.Runtime;
using Spacemesh.Services.Smeshing.Foresight;
using Spacemesh.Services.Smeshing.Proving;
using Spacemesh.Services.Smeshing.Tests.World;
using Spacemesh.Services.Smeshing.Time;

namespace Spacemesh.Services.Smeshing.Tests.Setup;

public sealed class ForesightTests
{
    private static readonly NetworkParameters Mainnet = Testbed.Network(4032, TimeSpan.FromMinutes(5));

    private static readonly PoetTimes Poet = new() { PhaseShift = TimeSpan.FromHours(240), CycleGap = TimeSpan.FromHours(12) };

    [Theory]
    [InlineData(10u, 20u, 10u, 20u, "growing")]
    [InlineData(20u, 10u, 10u, 10u, "shrinking")]
    [InlineData(10u, 10u, 10u, 10u, "as before")]
    [InlineData(null, 10u, 10u, 10u, "count from")]
    public void Other_size_is_told_in_what_counts_in_the_next_two_epochs(uint? declared, uint units, uint first, uint second, string text)
    {
        var forecast = UnitsForecast.Of(new EpochId(7), declared, units);
        Assert.Equal((new EpochId(8), first, new EpochId(9), second), (forecast.FirstTarget, forecast.FirstUnits, forecast.SecondTarget, forecast.SecondUnits));
        Assert.Contains(text, forecast.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Chance_of_a_pass_is_that_of_the_chapter()
    {
        foreach (var (nonces, chance) in new[] { (16u, 0.3263), (64u, 0.7940), (128u, 0.9575), (288u, 0.99918) })
            Assert.Equal(chance, ProvingForecast.PassChance(PostConfig.Mainnet, 4, nonces), 3);
    }

    [Fact]
    public void Proving_that_takes_most_of_the_gap_is_warned_of_with_what_to_change()
    {
        var gap = TimeSpan.FromHours(12);
        var roomy = ProvingForecast.Of(PostConfig.Mainnet, 16, 288, 200e6, 1e4, gap);
        Assert.False(roomy.IsTight);
        Assert.Equal("", roomy.Advice);
        var slowDisk = ProvingForecast.Of(PostConfig.Mainnet, 400, 288, 200e6, 1e6, gap);
        Assert.True(slowDisk.IsTight);
        Assert.Contains("proving-threads", slowDisk.Advice, StringComparison.Ordinal);
        var fewNonces = ProvingForecast.Of(PostConfig.Mainnet, 100, 16, 200e6, 1e6, gap);
        Assert.Contains("more nonces", fewNonces.Advice, StringComparison.Ordinal);
        var slowWork = ProvingForecast.Of(PostConfig.Mainnet, 100, 288, 2e9, 100, gap);
        Assert.Contains("proof of work", slowWork.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_service_is_told_24_and_2_hours_before_each_gap_and_a_slow_proof_too()
    {
        var scheduler = new VirtualScheduler(new() { Start = Testbed.Genesis });
        var events = new EventLog(scheduler.TimeProvider);
        using var alarm = new WallAlarm(scheduler.TimeProvider);
        var registry = new PostProviderRegistry(true);
        var (there, gone) = (Testbed.Node("01"), Testbed.Node("02"));
        registry.TryRegister(new TimedProvider(new PostServiceInfo(there, default, 1, 4, 1), alarm, _ => new PostProof(0, default, 0)));
        var timeline = new PoetTimeline(Mainnet, Poet);
        var tight = new ProvingForecast(TimeSpan.FromHours(11), TimeSpan.FromHours(12), "Use more threads.");
        var watch = new GapWatch(timeline, alarm, () => [there, gone], registry, (_, _) => ValueTask.FromResult<ProvingForecast?>(tight), events, NullLogger.Instance);
        scheduler.Run(async () =>
        {
            using var stop = new CancellationTokenSource();
            var running = watch.RunAsync(stop.Token);
            await alarm.WaitUntilAsync(timeline.StartOf(new EpochId(3)));
            stop.CancelHere();
            await running;
        });
        var missing = events.Of<PostServiceMissing>().ToList();
        Assert.Equal(6, missing.Count);
        Assert.All(missing, warning => Assert.Equal(gone, warning.Smesher));
        Assert.Equal([24.0, 2, 24, 2, 24, 2], missing.Select(warning => warning.Left.TotalHours));
        Assert.Equal(6, events.Of<ProvingTooSlow>().Count(warning => warning.Smesher == there));
        var at = events.Events.Where(entry => entry.Event is PostServiceMissing).Select(entry => entry.Time).ToList();
        Assert.Equal(timeline.RoundEnd(new EpochId(1)) - TimeSpan.FromHours(24), at[2]);
    }
}
