using Spacemesh.Ports.Events;
using Spacemesh.Ports.Events.User;
using Spacemesh.Primitives;

namespace Spacemesh.Api.Tests;

public sealed class EventBusTests
{
    private static AccountChanged Changed(byte last)
    {
        byte[] bytes = new byte[Address.Size];
        bytes[^1] = last;
        return new AccountChanged(Address.FromBytes(bytes));
    }

    [Fact]
    public void Ring_keeps_the_last_events_oldest_first()
    {
        var bus = new EventBus(TimeProvider.System, ringSize: 3);
        for (uint i = 1; i <= 5; i++)
            bus.Publish(new BeaconReady(new EpochId(i), default));
        var (recent, live) = bus.SubscribeUserEvents(10);
        Assert.Equal([3u, 4u, 5u], recent.Select(occurred => ((BeaconReady)occurred.Event).Epoch.Value));
        bus.Publish(new BeaconReady(new EpochId(6), default));
        Assert.Equal(3, recent.Count);
        Assert.True(live.TryRead(out var next));
        Assert.Equal(6u, ((BeaconReady)next.Event).Epoch.Value);
        Assert.False(live.TryRead(out _));
    }

    [Fact]
    public async Task Overflow_empties_the_queue_and_ends_the_subscription()
    {
        var bus = new EventBus(TimeProvider.System);
        using var events = bus.Subscribe<AccountChanged>(2);
        for (byte i = 0; i < 3; i++)
            bus.Publish(Changed(i));
        Assert.True(events.IsFull);
        Assert.False(events.TryRead(out _));
        await events.WaitAsync(TestContext.Current.CancellationToken);
        bus.Publish(Changed(9));
        Assert.False(events.TryRead(out _));
    }

    [Fact]
    public void Filter_decides_before_the_queue()
    {
        var bus = new EventBus(TimeProvider.System);
        using var events = bus.Subscribe<AccountChanged>(1, changed => changed.Address == Changed(7).Address);
        for (byte i = 0; i < 100; i++)
            bus.Publish(Changed(i));
        Assert.False(events.IsFull);
        Assert.True(events.TryRead(out var only));
        Assert.Equal(Changed(7), only);
    }

    [Fact]
    public void Kinds_do_not_mix_and_a_disposed_subscription_gets_nothing()
    {
        var bus = new EventBus(TimeProvider.System);
        using var other = bus.Subscribe<StatusChanged>(1);
        var events = bus.Subscribe<AccountChanged>(1);
        bus.Publish(Changed(1));
        Assert.False(other.TryRead(out _));
        events.Dispose();
        bus.Publish(Changed(2));
        Assert.False(events.TryRead(out _));
        Assert.Throws<ArgumentException>(() => bus.Subscribe<UserEvent>(1));
    }

    [Fact]
    public async Task Every_event_reaches_a_reader_on_another_thread_in_order()
    {
        var bus = new EventBus(TimeProvider.System);
        using var events = bus.Subscribe<LayerUpdated>(100_000);
        var reader = Task.Run(async () =>
        {
            for (uint expected = 0; expected < 50_000;)
            {
                await events.WaitAsync(TestContext.Current.CancellationToken);
                while (events.TryRead(out var happened))
                    Assert.Equal(expected++, happened.Layer.Value);
            }
        });
        for (uint i = 0; i < 50_000; i++)
            bus.Publish(new LayerUpdated(new LayerId(i), LayerProgress.Unknown));
        await reader;
    }
}
