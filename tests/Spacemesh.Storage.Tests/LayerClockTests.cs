using Spacemesh.Ports.Time;
using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.Storage.Tests.Support;

namespace Spacemesh.Storage.Tests;

public sealed class LayerClockTests
{
    private static readonly DateTimeOffset Genesis = new(2024, 1, 1, 0, 1, 0, TimeSpan.Zero);
    private static readonly NetworkParameters Network = Ids.Network(4) with { GenesisTime = Genesis, LayerDuration = TimeSpan.FromMinutes(5) };

    [Fact]
    public void Layer_zero_is_awaited_until_genesis()
    {
        var scheduler = Scheduler();
        var clock = new LayerClock(Network, scheduler.TimeProvider);
        Assert.False(clock.HasBegun);
        Assert.Equal(0u, clock.Current.Value);
        scheduler.Run(() => clock.WaitForAsync(LayerId.Zero));
        Assert.Equal(Genesis, scheduler.UtcNow);
        Assert.True(clock.HasBegun);
    }

    [Fact]
    public void Waiting_ends_at_the_begin_of_the_layer_exactly()
    {
        var scheduler = Scheduler();
        var clock = new LayerClock(Network, scheduler.TimeProvider);
        scheduler.Run(() => clock.WaitForAsync(new LayerId(1000)));
        Assert.Equal(Genesis + (1000 * Network.LayerDuration), scheduler.UtcNow);
        Assert.Equal(1000u, clock.Current.Value);
        Assert.Equal(250u, clock.CurrentEpoch.Value);
    }

    [Fact]
    public void Ticks_do_not_drift_when_the_consumer_is_slow()
    {
        var scheduler = Scheduler();
        var clock = new LayerClock(Network, scheduler.TimeProvider);
        scheduler.Run(async () =>
        {
            var ticks = clock.Ticks(new LayerId(1));
            for (uint layer = 1; layer <= 50; layer++)
            {
                Assert.Equal(new LayerTick(new LayerId(layer), 0), await ticks.NextAsync());
                Assert.Equal(clock.StartOf(new LayerId(layer)), scheduler.UtcNow);
                await Task.Delay(TimeSpan.FromMinutes(4), scheduler.TimeProvider);
            }
        });
    }

    [Fact]
    public void Late_consumer_gets_the_current_layer_and_the_number_missed()
    {
        var scheduler = Scheduler();
        var clock = new LayerClock(Network, scheduler.TimeProvider);
        scheduler.Run(async () =>
        {
            var ticks = clock.Ticks(new LayerId(1));
            await ticks.NextAsync();
            await Task.Delay(TimeSpan.FromMinutes(17), scheduler.TimeProvider);
            Assert.Equal(new LayerTick(new LayerId(4), 2), await ticks.NextAsync());
            Assert.Equal(new LayerTick(new LayerId(5), 0), await ticks.NextAsync());
        });
    }

    [Fact]
    public void Waiting_for_a_layer_that_runs_returns_at_once()
    {
        var scheduler = Scheduler();
        var clock = new LayerClock(Network, scheduler.TimeProvider);
        scheduler.RunFor(TimeSpan.FromHours(1));
        var now = scheduler.UtcNow;
        scheduler.Run(() => clock.WaitForAsync(new LayerId(3)));
        Assert.Equal(now, scheduler.UtcNow);
    }

    private static VirtualScheduler Scheduler() => new(new VirtualSchedulerOptions { Start = Genesis - TimeSpan.FromMinutes(1) });
}
