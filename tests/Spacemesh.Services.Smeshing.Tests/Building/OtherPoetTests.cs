using Microsoft.Extensions.Logging.Abstractions;
using Spacemesh.Crypto.Signing;
using Spacemesh.Ports.Events.User;
using Spacemesh.Ports.Smeshing;
using Spacemesh.Services.Smeshing.Building;
using Spacemesh.Services.Smeshing.Foresight;
using Spacemesh.Services.Smeshing.Tests.World;
using Spacemesh.Services.Smeshing.Time;

namespace Spacemesh.Services.Smeshing.Tests.Building;

/// <summary>PoETs that are not, or no longer, what they were taken for.</summary>
public sealed class OtherPoetTests
{
    private static readonly PoetRequestException OtherKey = new(PoetRequestFailure.OtherKey, "the PoET has the key B, expected was A");
    private static readonly PoetRequestException OtherSchedule = new(PoetRequestFailure.OtherSchedule, "the PoET has phase shift 1h");

    [Fact]
    public void Poet_with_another_key_is_told_once_and_passed_over_while_the_others_are_used()
    {
        var stage = new PhaseStage(Testbed.Golden, Testbed.Genesis, roundStarted: false);
        var (changed, well) = (new FakePoet("http://changed") { Register = (_, _) => throw OtherKey }, Well("http://well"));
        stage.World.Poets = new FakePoets(changed, well);
        using EdSigner first = Signing.DoppelgangerWatchTests.Key(3), second = Signing.DoppelgangerWatchTests.Key(4);
        Assert.Equal("ok", stage.Run(async context =>
        {
            var registrations = new PoetRegistrations(context);
            foreach (var key in new[] { first, second })
            {
                var used = await registrations.EnsureAsync(new PlainSigner(key), PhaseStage.Publish, default, CancellationToken.None);
                Assert.Equal(["http://well"], used.Select(one => one.Row.Address));
            }
        }));
        var told = Assert.Single(stage.World.Events.Of<PoetKeyChanged>());
        Assert.True(told.IsFailure);
        Assert.Contains(OtherKey.Message, told.Help, StringComparison.Ordinal);
        Assert.Equal(["http://well", "http://well"], new[] { first, second }.SelectMany(key => stage.World.Local.PoetRegistrations.Of(key.NodeId)).Select(row => row.Address));
    }

    [Fact]
    public void Only_poet_with_another_key_is_tried_again_and_used_once_it_is_itself()
    {
        var stage = new PhaseStage(Testbed.Golden, Testbed.Genesis, roundStarted: false);
        var poet = new FakePoet("http://only") { Register = (_, _) => throw OtherKey };
        stage.World.Poets = new FakePoets(poet);
        using var key = Signing.DoppelgangerWatchTests.Key(3);
        Assert.Equal(nameof(AtxBuildFailure.PoetUnstable), stage.Run(EnsureAsync));
        Assert.Empty(stage.World.Local.PoetRegistrations.Of(key.NodeId));
        poet.Register = Well("").Register;
        Assert.Equal("ok", stage.Run(EnsureAsync));
        Assert.Single(stage.World.Local.PoetRegistrations.Of(key.NodeId));

        Task EnsureAsync(BuilderContext context) => new PoetRegistrations(context).EnsureAsync(new PlainSigner(key), PhaseStage.Publish, default, CancellationToken.None);
    }

    [Fact]
    public void Watch_tells_of_a_changed_key_within_the_hour_and_again_only_after_it_was_well()
    {
        var world = new BuilderWorld(new(new() { Start = Testbed.Genesis }), Testbed.Options(Testbed.Network(4032, TimeSpan.FromMinutes(5))));
        PoetRequestException? failure = null;
        var poet = new FakePoet("http://a") { Check = () => failure is null ? Task.FromResult(new PoetSchedule(default, default)) : throw failure };
        Run(world, new PoetWatch(new FakePoets(poet), world.Alarm, world.Events, NullLogger.Instance), async () =>
        {
            // Well, then down for a while, then another for two hours, down again, well, another: the schedule after that stops nothing.
            foreach (var (next, told) in new[] { (null, 0), (FakePoet.Down(), 0), (OtherKey, 1), (OtherKey, 1), (FakePoet.Down(), 1), (OtherKey, 1), (null, 1), (OtherKey, 2), (OtherSchedule, 2) })
            {
                failure = next;
                await world.Alarm.DelayAsync(TimeSpan.FromMinutes(61));
                Assert.Equal(told, world.Events.Of<PoetKeyChanged>().Count());
            }
        });
    }

    [Fact]
    public void First_word_of_another_schedule_stops_the_node()
    {
        var world = new BuilderWorld(new(new() { Start = Testbed.Genesis }), Testbed.Options(Testbed.Network(4032, TimeSpan.FromMinutes(5))));
        int asked = 0;
        var poet = new FakePoet("http://a") { Check = () => throw (++asked < 3 ? FakePoet.Down() : OtherSchedule) };
        var watch = new PoetWatch(new FakePoets(poet), world.Alarm, world.Events, NullLogger.Instance);
        var thrown = world.Scheduler.Run(() => Assert.ThrowsAsync<PoetRequestException>(() => watch.RunAsync(CancellationToken.None)));
        Assert.Equal(PoetRequestFailure.OtherSchedule, thrown.Failure);
        Assert.Equal(3, asked);
    }

    private static FakePoet Well(string address) => new(address) { Register = (_, _) => Task.FromResult(new PoetReceipt("7", null)) };

    private static void Run(BuilderWorld world, PoetWatch watch, Func<Task> script) => world.Scheduler.Run(async () =>
    {
        using var stop = new CancellationTokenSource();
        var running = watch.RunAsync(stop.Token);
        await script();
        stop.CancelHere();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    });
}
