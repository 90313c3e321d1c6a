using Spacemesh.Codec;
using Spacemesh.Crypto.Signing;
using Spacemesh.Ports.Events.User;
using Spacemesh.Ports.Local;
using Spacemesh.Ports.Signing;
using Spacemesh.Primitives;
using Spacemesh.Proposals;
using Spacemesh.Runtime;
using Spacemesh.Services.Mesh.Building;
using Spacemesh.Services.Mesh.Tests.Support;
using Spacemesh.Wire.Ballots;
using Spacemesh.Wire.Proposals;

namespace Spacemesh.Services.Mesh.Tests.Building;

/// <summary>The loop on virtual time: layers of a second, five in an epoch.</summary>
public sealed class BuilderLoopTests : IDisposable
{
    private const uint LayersPerEpoch = 5;
    private static readonly Beacon Beacon = Beacon.FromBytes([1, 0, 0, 0]);

    private readonly VirtualScheduler _scheduler = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly List<BuilderWorld> _worlds = [];

    public void Dispose()
    {
        _stop.Dispose();
        foreach (var world in _worlds)
            world.Dispose();
    }

    [Fact]
    public void Proposes_in_every_layer_with_a_slot_and_refers_to_the_first_ballot()
    {
        var world = World();
        Run(world, layers: 20);
        var ballots = Ballots(world);
        Assert.Equal(Enumerable.Range(10, 10).Select(layer => new LayerId((uint)layer)), ballots.Select(ballot => ballot.Inner.Layer));
        foreach (var epoch in ballots.GroupBy(ballot => ballot.Inner.Layer.Value / LayersPerEpoch))
        {
            var first = epoch.First();
            Assert.Equal(Beacon, first.Inner.EpochData?.Beacon);
            Assert.True(world.State.ActiveSets.Contains(first.Inner.EpochData!.Value.ActiveSetHash));
            Assert.All(epoch.Skip(1), ballot =>
            {
                Assert.Null(ballot.Inner.EpochData);
                Assert.Equal(first.ComputeId(), ballot.Inner.RefBallot);
            });
        }
    }

    [Fact]
    public void Every_ballot_and_proposal_is_signed_for_the_slot_of_its_layer()
    {
        var world = World();
        Run(world, layers: 12);
        var signer = (BuilderWorld.TestSigner)world.All[0];
        Assert.Equal(
            [
                new SigningSlot(SigningSlotKind.Ballot, 10), new SigningSlot(SigningSlotKind.Proposal, 10),
                new SigningSlot(SigningSlotKind.Ballot, 11), new SigningSlot(SigningSlotKind.Proposal, 11),
            ],
            signer.Slots);
    }

    [Fact]
    public void Slots_of_an_epoch_are_drawn_and_reported_once()
    {
        var world = World();
        Run(world, layers: 15);
        Assert.Equal(50, ((BuilderWorld.TestSigner)world.All[0]).Proofs);
        var reported = Assert.Single(world.Events.All.OfType<EligibilitiesComputed>());
        Assert.Equal(new EpochId(2), reported.Epoch);
        Assert.Equal(1u, reported.ActiveSetSize);
        Assert.Equal(50, reported.Layers.Sum(layer => layer.Count));
        Assert.Equal(Ballots(world).Select(ballot => (uint)ballot.EligibilityProofs.Count), reported.Layers.Select(layer => layer.Count));
        Assert.Equal(5, world.Events.All.OfType<ProposalPublished>().Count());
    }

    [Fact]
    public void Nothing_is_built_before_the_node_is_synced()
    {
        var world = World();
        world.IsSynced = false;
        _scheduler.Start(
            async () =>
            {
                await Task.Delay(TimeSpan.FromSeconds(12.5), _scheduler.TimeProvider);
                world.IsSynced = true;
            },
            "sync");
        Run(world, layers: 15);
        Assert.Equal([13u, 14u], Ballots(world).Select(ballot => ballot.Inner.Layer.Value));
    }

    [Fact]
    public void Missing_beacon_holds_building_back_until_it_comes()
    {
        var world = World(beacons: false);
        _scheduler.Start(
            async () =>
            {
                await Task.Delay(TimeSpan.FromSeconds(11.5), _scheduler.TimeProvider);
                world.State.Beacons.Add(new EpochId(2), Beacon);
            },
            "beacon");
        Run(world, layers: 14);
        Assert.Equal([12u, 13u], Ballots(world).Select(ballot => ballot.Inner.Layer.Value));
    }

    [Fact]
    public void Active_set_is_prepared_before_each_epoch()
    {
        var world = World();
        Run(world, layers: 14);
        Assert.Null(world.Local.PreparedActiveSets.Find(ActiveSetKind.Tortoise, new EpochId(3)));
        _scheduler.RunFor(TimeSpan.FromMilliseconds(1200));
        Assert.NotNull(world.Local.PreparedActiveSets.Find(ActiveSetKind.Tortoise, new EpochId(3)));
        Assert.Null(world.Local.PreparedActiveSets.Find(ActiveSetKind.Tortoise, new EpochId(4)));
        _scheduler.RunFor(TimeSpan.FromSeconds(5));
        Assert.NotNull(world.Local.PreparedActiveSets.Find(ActiveSetKind.Tortoise, new EpochId(4)));
    }

    [Fact]
    public void Preparation_waits_for_the_atxs_and_tries_again()
    {
        var world = World(new BuilderOptions { PreparationWindow = TimeSpan.FromSeconds(4), PreparationRetryInterval = TimeSpan.FromSeconds(1), PreparationTries = 3, NetworkDelay = TimeSpan.Zero });
        world.IsAtxSynced = false;
        world.IsSynced = false;
        _scheduler.Start(
            async () =>
            {
                await Task.Delay(TimeSpan.FromSeconds(7.5), _scheduler.TimeProvider);
                world.IsAtxSynced = true;
            },
            "sync");
        Run(world, layers: 7);
        Assert.Null(world.Local.PreparedActiveSets.Find(ActiveSetKind.Tortoise, new EpochId(2)));
        _scheduler.RunFor(TimeSpan.FromSeconds(2));
        Assert.NotNull(world.Local.PreparedActiveSets.Find(ActiveSetKind.Tortoise, new EpochId(2)));
    }

    [Fact]
    public void Preparation_gives_an_epoch_up_after_its_tries()
    {
        var world = World(new BuilderOptions { PreparationWindow = TimeSpan.FromSeconds(4), PreparationTries = 2, NetworkDelay = TimeSpan.Zero });
        world.IsAtxSynced = false;
        world.IsSynced = false;
        _scheduler.Start(
            async () =>
            {
                await Task.Delay(TimeSpan.FromSeconds(8.5), _scheduler.TimeProvider);
                world.IsAtxSynced = true;
            },
            "sync");
        Run(world, layers: 10);
        Assert.Null(world.Local.PreparedActiveSets.Find(ActiveSetKind.Tortoise, new EpochId(2)));
    }

    [Fact]
    public void Restarted_builder_does_not_build_a_layer_again()
    {
        var world = World();
        Run(world, layers: 12);
        var again = new ProposalBuilder(Options(), Ports(world), world.Sets, Microsoft.Extensions.Logging.Abstractions.NullLogger<ProposalBuilder>.Instance);
        int published = world.Published.Count;
        var report = Await.Now(again.BuildAsync(new LayerId(11)));
        Assert.Contains("already built", Assert.Single(report.Failures), StringComparison.Ordinal);
        Assert.Equal(published, world.Published.Count);
        Assert.Empty(Await.Now(again.BuildAsync(new LayerId(12))).Failures);
        Assert.Equal(published + 1, world.Published.Count);
    }

    [Fact]
    public void Refused_signature_of_one_identity_leaves_the_others_alone()
    {
        var world = World(identities: 3);
        ((BuilderWorld.TestSigner)world.All[1]).Taken = new SigningSlot(SigningSlotKind.Ballot, 10);
        Run(world, layers: 11);
        Assert.Equal(2, world.Published.Count);
        Assert.DoesNotContain(world.All[1].NodeId, Ballots(world).Select(ballot => ballot.SmesherId));
    }

    [Fact]
    public void Refused_publication_is_no_event_and_stops_nothing()
    {
        var world = World();
        world.Handler = _ => new Ports.Network.GossipRefusedException("pp1", Verdict.Ignore("late"));
        Run(world, layers: 13);
        Assert.Equal(3, world.Published.Count);
        Assert.Empty(world.Events.All.OfType<ProposalPublished>());
    }

    [Fact]
    public void Votes_are_counted_once_a_layer_and_only_for_somebody_eligible()
    {
        var world = World(identities: 4);
        Run(world, layers: 12);
        Assert.Equal([new LayerId(10), new LayerId(11)], world.Voted);
        int eligible = world.Events.All.OfType<EligibilitiesComputed>().Sum(own => own.Layers.Count(layer => layer.Layer.Value is 10 or 11));
        Assert.InRange(eligible, 3, 8);
        Assert.Equal(eligible, world.Published.Count);
        var strangers = World(registered: 0);
        Assert.Empty(Await.Now(strangers.Builder.BuildAsync(new LayerId(10))).Failures);
        Assert.Empty(strangers.Voted);
    }

    [Fact]
    public void Loop_ends_when_it_is_cancelled()
    {
        var world = World();
        var running = Task.CompletedTask;
        _scheduler.Start(() => running = world.Builder.RunAsync(_stop.Token), "builder");
        _scheduler.RunFor(TimeSpan.FromSeconds(3));
        Assert.False(running.IsCompleted);
        _stop.Cancel();
        Assert.Throws<ScheduledWorkException>(() => _scheduler.RunFor(TimeSpan.FromSeconds(1)));
        Assert.True(running.IsCanceled);
        Assert.Equal(0, _scheduler.Timers);
    }

    [Fact]
    public void Loop_dies_with_what_it_drives()
    {
        var world = World();
        world.Voting = () => throw new InvalidOperationException("broken");
        var running = Task.CompletedTask;
        _scheduler.Start(() => running = world.Builder.RunAsync(_stop.Token), "builder");
        Assert.Throws<ScheduledWorkException>(() => _scheduler.RunFor(TimeSpan.FromSeconds(30)));
        Assert.True(running.IsFaulted);
        Assert.Empty(world.Published);
    }

    private static byte[] Key(byte seed)
    {
        byte[] key = new byte[64];
        key[0] = seed;
        Ed25519.PublicKey(key.AsSpan(0, 32)).CopyTo(key.AsSpan(32));
        return key;
    }

    private static ProposalOptions Options() => new() { LayerSize = 10, Hdist = 2 };

    private static BuilderPorts Ports(BuilderWorld world) => new()
    {
        Clock = world.Clock,
        State = world.State,
        Atxs = world.Atxs,
        Signers = world,
        Sync = world,
        Votes = world,
        Transactions = world,
        Gossip = world,
        Events = world.Events,
        Pool = new InlineWorkPool(),
    };

    private static List<Ballot> Ballots(BuilderWorld world) => [.. world.Published.Select(data => Scale.Decode<Proposal>(data).Inner.Ballot)];

    /// <summary>Identities with an ATX in each of some epochs; what is published is stored, as the own handler does it.</summary>
    private BuilderWorld World(BuilderOptions? options = null, int identities = 1, int registered = 4, bool beacons = true)
    {
        var network = new NetworkParameters
        {
            LayersPerEpoch = LayersPerEpoch,
            LayerDuration = TimeSpan.FromSeconds(1),
            GenesisTime = _scheduler.UtcNow,
            GoldenAtx = default,
            AddressPrefix = "stest",
        };
        var world = new BuilderWorld(
            network, Options(), options ?? new BuilderOptions { PreparationWindow = TimeSpan.FromMilliseconds(500), NetworkDelay = TimeSpan.Zero }, _scheduler.TimeProvider)
        {
            Opinion = new Opinion(default, Votes.None),
        };
        _worlds.Add(world);
        for (byte i = 0; i < identities; i++)
        {
            var smesher = i < registered ? world.Register(Key((byte)(i + 1))).NodeId : NodeId.FromBytes(Key((byte)(i + 1)).AsSpan(32));
            for (byte epoch = 1; epoch < 6; epoch++)
            {
                byte[] id = new byte[32];
                (id[0], id[1]) = (epoch, (byte)(i + 1));
                world.Add(BuilderWorld.Atx(AtxId.FromBytes(id), smesher, new EpochId(epoch), 1, 100, 777, 1));
            }
        }

        for (uint epoch = 2; beacons && epoch < 6; epoch++)
            world.State.Beacons.Add(new EpochId(epoch), Beacon);
        world.Handler = data =>
        {
            var ballot = Scale.Decode<Proposal>(data).Inner.Ballot;
            world.State.Ballots.Add(ballot.ComputeId(), ballot);
            return null;
        };
        return world;
    }

    private void Run(BuilderWorld world, uint layers)
    {
        _scheduler.Start(() => world.Builder.RunAsync(_stop.Token), "builder");
        // Up to the middle of the last layer.
        _scheduler.RunFor(TimeSpan.FromSeconds(layers) - TimeSpan.FromMilliseconds(600));
    }
}
