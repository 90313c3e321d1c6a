using Spacemesh.Crypto.Signing;
using Spacemesh.Ports.Network;
using Spacemesh.Ports.Smeshing;
using Spacemesh.Post.Proving;
using Spacemesh.Runtime;
using Spacemesh.Services.Smeshing.Building;
using Spacemesh.Services.Smeshing.Proving;
using Spacemesh.Services.Smeshing.Tests.Simulation;
using Spacemesh.Services.Smeshing.Tests.World;
using Spacemesh.Services.Smeshing.Time;

namespace Spacemesh.Services.Smeshing.Tests.Building;

/// <summary>The clock is set while an ATX is on its way: epochs are of 4000 s, registration closes at 2000, the round ends at 4800.</summary>
public sealed class ClockJumpTests : IDisposable
{
    private static readonly TimeSpan Layer = TimeSpan.FromSeconds(100);

    private readonly VirtualScheduler _scheduler = new(new() { Start = Testbed.Genesis });
    private readonly EdSigner _key = Signing.DoppelgangerWatchTests.Key(3);
    private readonly SetClock _clock;
    private readonly BuilderWorld _world;
    private readonly PoetTimeline _timeline;
    private readonly AtxStorage _storage;
    private readonly List<SimulatedPoet> _poets = [];
    private readonly WallAlarm _truth;

    public ClockJumpTests()
    {
        var network = Testbed.Network(40, Layer);
        var poet = new PoetTimes
        {
            PhaseShift = TimeSpan.FromSeconds(2000), CycleGap = TimeSpan.FromSeconds(1200), GracePeriod = TimeSpan.FromSeconds(400), PositioningTimeout = TimeSpan.FromSeconds(200),
        };
        _clock = new SetClock(_scheduler.TimeProvider);
        _world = new BuilderWorld(_scheduler, Testbed.Options(network, poet) with { PoetRetryInterval = TimeSpan.FromSeconds(20) }, TimeSpan.FromSeconds(1), _clock);
        _timeline = new PoetTimeline(network, poet);
        _truth = new WallAlarm(_scheduler.TimeProvider);
        _storage = new AtxStorage(_world.State, _world.Atxs, _world.Options.AtxVersions, Testbed.Golden, 100, _clock);
    }

    public void Dispose()
    {
        _key.Dispose();
        _truth.Dispose();
    }

    [Fact]
    public void Machine_that_slept_over_the_end_of_the_round_finds_that_out_within_a_minute_and_makes_the_epoch()
    {
        // The world went on without the machine, PoETs included: the time to ask for a proof ends at 6800.
        _poets.AddRange(Poets(_world.Alarm));
        Run(async () =>
        {
            await UntilAsync(1700);
            Assert.Equal(2, _world.Local.PoetRegistrations.Of(_key.NodeId).Count);
            _clock.Offset = TimeSpan.FromSeconds(4800);
            await UntilAsync(8000 - 4800);
        });
        Assert.Equal([1u], Published());
    }

    /// <summary>Where the node's clock is wrong for a while, PoETs and peers go on with the right one.</summary>
    [Theory]
    [InlineData(1700, -1500)]
    [InlineData(1700, 400)]
    [InlineData(4100, -3900)]
    [InlineData(5000, -1200)]
    [InlineData(5700, -5600)]
    public void Clock_that_is_wrong_for_a_while_costs_nothing_and_signs_nothing_twice(int at, int offset)
    {
        _poets.AddRange(Poets(_truth));
        Run(async () =>
        {
            await UntilAsync(at);
            _clock.Offset = TimeSpan.FromSeconds(offset);
            await UntilAsync(at + 300);
            _clock.Offset = TimeSpan.Zero;
            await UntilAsync(15_900);
        });
        Assert.Equal([1u, 2u, 3u], Published());
    }

    private IEnumerable<SimulatedPoet> Poets(WallAlarm alarm) =>
        [.. new[] { "http://a", "http://b" }.Select(address => new SimulatedPoet(address, _timeline, alarm, new SeededRandom(2), _ => false))];

    private List<uint> Published() => [.. Enumerable.Range(0, 5).Select(epoch => (uint)epoch).Where(epoch => _world.State.Atxs.InEpochBy(new EpochId(epoch), _key.NodeId) is not null)];

    private Task UntilAsync(int seconds) => _truth.WaitUntilAsync(Testbed.Genesis + TimeSpan.FromSeconds(seconds));

    private void Run(Func<Task> script)
    {
        _scheduler.Run(async () =>
        {
            var registry = new PostProviderRegistry(true);
            var provider = new TimedProvider(
                new PostServiceInfo(_key.NodeId, Testbed.Golden, 7, 2, 64), _world.Alarm, challenge => new PostProof(1, challenge.IsZero() ? new byte[] { 1, 2 } : challenge.ToArray(), 2));
            provider.Durations.Enqueue(TimeSpan.FromSeconds(50));
            registry.TryRegister(provider);
            _world.Providers = registry;
            _world.Poets = new FakePoets([.. _poets]);
            using var subscription = _world.Gossip.Subscribe(GossipTopics.Atx, async (from, message, cancellationToken) =>
            {
                foreach (var (reference, leaves) in _poets.SelectMany(poet => poet.Leaves))
                    _storage.Leaves[reference] = leaves;
                return await _storage.HandleAsync(from, message, cancellationToken);
            });
            await using var builder = new AtxBuilder(_world.Context());
            builder.Register(new PlainSigner(_key), "test.key");
            await builder.StartAsync(default);
            await script();
            await builder.StopAsync(deleteFiles: false);
        });
        Assert.Equal(0, _poets.Sum(poet => poet.Conflicts));
        Assert.All(_storage.Signed, signed => Assert.Single(signed.Value));
    }
}
