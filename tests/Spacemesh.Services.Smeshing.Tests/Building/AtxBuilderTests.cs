using Spacemesh.Crypto.Signing;
using Spacemesh.Ports.Events.User;
using Spacemesh.Ports.Local;
using Spacemesh.Ports.Network;
using Spacemesh.Ports.Signing;
using Spacemesh.Ports.Smeshing;
using Spacemesh.Post.Proving;
using Spacemesh.Post.Verification;
using Spacemesh.Runtime;
using Spacemesh.Services.Smeshing.Building;
using Spacemesh.Services.Smeshing.Proving;
using Spacemesh.Services.Smeshing.Tests.Simulation;
using Spacemesh.Services.Smeshing.Tests.World;
using Spacemesh.Services.Smeshing.Time;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Services.Smeshing.Tests.Building;

/// <summary>Single situations of the builder (spec 04 §22.5) and the faults of the reference that must be absent.</summary>
public sealed class AtxBuilderTests
{
    private static readonly TimeSpan Layer = TimeSpan.FromSeconds(100);

    private readonly VirtualScheduler _scheduler = new(new() { Start = Testbed.Genesis });
    private readonly BuilderWorld _world;
    private readonly EdSigner _key = Signing.DoppelgangerWatchTests.Key(3);
    private readonly PoetTimeline _timeline;
    private readonly AtxStorage _storage;
    private readonly List<byte[]> _published = [];
    private TimedProvider _provider;

    public AtxBuilderTests()
    {
        var network = Testbed.Network(40, Layer);
        var poet = new PoetTimes
        {
            PhaseShift = TimeSpan.FromSeconds(2000), CycleGap = TimeSpan.FromSeconds(1200), GracePeriod = TimeSpan.FromSeconds(400), PositioningTimeout = TimeSpan.FromSeconds(200),
        };
        _world = new BuilderWorld(_scheduler, Testbed.Options(network, poet) with { PoetRetryInterval = TimeSpan.FromSeconds(20) }, TimeSpan.FromSeconds(1));
        _timeline = new PoetTimeline(network, poet);
        _storage = new AtxStorage(_world.State, _world.Atxs, _world.Options.AtxVersions, Testbed.Golden, 100, _scheduler.TimeProvider);
        _world.Poets = new FakePoets(Poet("http://a"), Poet("http://b"));
        _provider = Provider();
    }

    private NodeId Identity => _key.NodeId;

    [Fact]
    public void Start_and_stop_refuse_to_be_done_twice_and_may_be_done_often() => Run(async builder =>
    {
        Assert.Equal("not started", (await Assert.ThrowsAsync<InvalidOperationException>(() => builder.StopAsync(false))).Message);
        for (int i = 0; i < 50; i++)
        {
            await builder.StartAsync(default);
            Assert.Equal("already started", (await Assert.ThrowsAsync<InvalidOperationException>(() => builder.StartAsync(default))).Message);
            await builder.StopAsync(deleteFiles: false);
            Assert.False(builder.IsSmeshing);
        }
    });

    [Fact]
    public void Identity_that_is_registered_late_is_started_and_stopped_with_the_others() => Run(
        async builder =>
        {
            await builder.StartAsync(default);
            await _world.Alarm.DelayAsync(Layer);
            builder.Register(new PlainSigner(_key), "late.key");
            builder.Register(new PlainSigner(_key), "late.key");
            await UntilAsync(() => _world.Local.InitialPosts.Find(Identity) is not null);
            await builder.StopAsync(deleteFiles: false);
        },
        register: false);

    [Fact]
    public void Two_epochs_follow_each_other_and_leave_no_rows() => Run(async builder =>
    {
        await builder.StartAsync(default);
        await _world.Alarm.WaitUntilAsync(_timeline.StartOf(new EpochId(3)));
        await builder.StopAsync(deleteFiles: false);
        Assert.Equal([1u, 2u], Published().Select(atx => atx.PublishEpoch.Value));
        var second = Published()[1].V1!.Inner;
        Assert.Null(second.VrfNonce);
        Assert.Null(second.NodeId);
        Assert.Null(second.Challenge.InitialPost);
        Assert.Equal(Published()[0].ComputeId(), second.Challenge.PositioningAtxId);
        Assert.Null(_world.Local.Niposts.Find(Identity));
    });

    [Fact]
    public void Stop_keeps_the_challenge_and_stop_with_deletion_drops_it_but_not_the_initial_PoST() => Run(async builder =>
    {
        await builder.StartAsync(default);
        await UntilAsync(() => _world.Local.PoetRegistrations.Of(Identity).Count == 2);
        await builder.StopAsync(deleteFiles: false);
        Assert.NotNull(_world.Local.Challenges.Find(Identity));
        await builder.StartAsync(default);
        await builder.StopAsync(deleteFiles: true);
        Assert.Null(_world.Local.Challenges.Find(Identity));
        Assert.Empty(_world.Local.PoetRegistrations.Of(Identity));
        Assert.NotNull(_world.Local.InitialPosts.Find(Identity));
        Assert.False(_world.PostStates.IsProving(Identity));
    });

    [Fact]
    public void Stale_challenge_is_discarded() => Run(async builder =>
    {
        _world.Local.InitialPosts.Add(Identity, new InitialPost(new PostV1(1, new byte[] { 1 }, 1), 2, Testbed.Golden, 7, default));
        _world.Local.Challenges.Add(Identity, new NipostChallenge(new EpochId(1), 0, default, Testbed.Golden, Testbed.Golden, new PostV1(1, new byte[] { 1 }, 1)));
        _world.Local.PoetRegistrations.Add(Identity, new PoetRegistration(default, "http://a", "9", 1));
        await _world.Alarm.WaitUntilAsync(_timeline.StartOf(new EpochId(4)));
        await builder.StartAsync(default);
        await UntilAsync(() => _world.Local.Challenges.Find(Identity) is { PublishEpoch.Value: 5 });
        await builder.StopAsync(deleteFiles: false);
    });

    [Fact]
    public void No_poet_that_takes_the_registration_loses_one_epoch_not_the_task() => Run(async builder =>
    {
        var down = true;
        foreach (FakePoet poet in _world.Poets.All)
        {
            var register = poet.Register;
            poet.Register = async (application, cancellationToken) =>
            {
                if (down)
                    await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
                return await register(application, cancellationToken);
            };
        }

        await builder.StartAsync(default);
        await _world.Alarm.WaitUntilAsync(_timeline.StartOf(new EpochId(1)));
        Assert.Empty(_published);
        down = false;
        await _world.Alarm.WaitUntilAsync(_timeline.StartOf(new EpochId(3)));
        Assert.Equal([2u], Published().Select(atx => atx.PublishEpoch.Value));
        await builder.StopAsync(deleteFiles: false);
    });

    [Fact]
    public void Refused_publication_is_tried_again_with_the_same_bytes_and_pauses() => Run(async builder =>
    {
        int refusals = 0;
        var offered = new List<(DateTimeOffset Time, AtxId Id)>();
        _storage.Gate = (atx, _) =>
        {
            offered.Add((_world.Alarm.Now, atx.ComputeId()));
            return Task.FromResult(refusals++ < 8 ? Verdict.Ignore("not synced") : Verdict.Accept);
        };
        await builder.StartAsync(default);
        await UntilAsync(() => _published.Count > 0);
        await builder.StopAsync(deleteFiles: false);
        Assert.Equal(9, offered.Count);
        Assert.Single(offered.Select(one => one.Id).Distinct());
        Assert.True(offered[1].Time - offered[0].Time >= TimeSpan.FromSeconds(1));
        Assert.True(offered[8].Time - offered[7].Time >= TimeSpan.FromSeconds(50));
    });

    [Fact]
    public void Stop_while_the_initial_PoST_is_verified_loses_nothing() => Run(async builder =>
    {
        await builder.StartAsync(default);
        await UntilAsync(() => _world.Local.PoetRegistrations.Of(Identity).Count == 2);
        // Just when the service's data is compared with the stored initial PoST.
        await UntilAsync(() => _world.Events.Of<PostStarted>().Count() == 2);
        await builder.StopAsync(deleteFiles: false);
        Assert.NotNull(_world.Local.InitialPosts.Find(Identity));
        Assert.NotNull(_world.Local.Challenges.Find(Identity));
        Assert.Equal(2, _world.Local.PoetRegistrations.Of(Identity).Count);
        await builder.StartAsync(default);
        await UntilAsync(() => _published.Count == 1);
        await builder.StopAsync(deleteFiles: false);
    });

    [Fact]
    public void Positioning_deadline_that_has_passed_costs_neither_the_initial_PoST_nor_the_epoch() => Run(
        async builder =>
        {
            await builder.StartAsync(default);
            await UntilAsync(() => _published.Count == 1);
            await builder.StopAsync(deleteFiles: false);
            Assert.Equal(Testbed.Golden, Published()[0].V1!.Inner.Challenge.PositioningAtxId);
        },
        startAt: TimeSpan.FromSeconds(1900));

    [Fact]
    public void Changed_units_make_a_new_initial_PoST() => Run(async builder =>
    {
        _world.Verification.Rule = request => request.Metadata.Challenge.IsZero() && request.Metadata.NumUnits != 2 && _world.Local.Challenges.Find(Identity)?.PublishEpoch.Value == 1
            ? new ProofVerdict(ProofVerdictKind.Invalid, 0, "units") : ProofVerdict.Valid;
        await builder.StartAsync(default);
        await UntilAsync(() => _world.Local.PoetRegistrations.Of(Identity).Count == 2);
        Use(Provider(units: 5));
        await _world.Alarm.WaitUntilAsync(_timeline.StartOf(new EpochId(3)));
        await builder.StopAsync(deleteFiles: false);
        Assert.Equal(5u, _world.Local.InitialPosts.Find(Identity)!.Units);
        Assert.Equal([2u], Published().Select(atx => atx.PublishEpoch.Value));
    });

    [Fact]
    public void Service_without_VRF_nonce_or_of_another_identity_is_an_error_not_a_crash() => Run(async builder =>
    {
        Use(new TimedProvider(new PostServiceInfo(Identity, Testbed.Golden, null, 2, 64), _world.Alarm, Proof));
        await builder.StartAsync(default);
        await _world.Alarm.DelayAsync(3 * Layer);
        Assert.Null(_world.Local.InitialPosts.Find(Identity));
        Use(new Liar(Identity));
        await _world.Alarm.DelayAsync(3 * Layer);
        Assert.Null(_world.Local.InitialPosts.Find(Identity));
        Assert.NotEmpty(_world.Events.Of<PostFailed>());
        Use(Provider());
        await UntilAsync(() => _world.Local.InitialPosts.Find(Identity) is not null);
        await builder.StopAsync(deleteFiles: false);
    });

    [Fact]
    public void Invalid_own_proof_is_never_published() => Run(async builder =>
    {
        bool bad = true;
        _world.Verification.Rule = request => bad && !request.Metadata.Challenge.IsZero() ? new ProofVerdict(ProofVerdictKind.InvalidIndex, 2, "bad disk") : ProofVerdict.Valid;
        await builder.StartAsync(default);
        await _world.Alarm.WaitUntilAsync(_timeline.RoundEnd(new EpochId(1)) + TimeSpan.FromSeconds(700));
        Assert.Empty(_published);
        Assert.Empty(_storage.Signed);
        bad = false;
        await UntilAsync(() => _published.Count == 1);
        await builder.StopAsync(deleteFiles: false);
    });

    [Fact]
    public void Poet_that_hangs_lies_or_talks_nonsense_does_not_cost_the_epoch() => Run(async builder =>
    {
        var good = Poet("http://good");
        var hangs = Poet("http://hangs");
        hangs.Proof = async (_, cancellationToken) =>
        {
            await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
            throw FakePoet.Down();
        };
        var far = Poet("http://far");
        far.Register = (application, _) => Task.FromResult(new PoetReceipt("1", DateTimeOffset.MaxValue));
        var early = Poet("http://early");
        early.Register = (application, _) => Task.FromResult(new PoetReceipt("", DateTimeOffset.MinValue));
        var nonsense = Poet("http://nonsense");
        nonsense.Proof = (_, _) => throw new FormatException("garbage");
        var crowd = Poet("http://crowd");
        crowd.Proof = (_, _) => Task.FromResult(PhaseStage.RoundProof([1], ulong.MaxValue, []));
        _world.Poets = new FakePoets(hangs, far, early, nonsense, crowd, good);
        await using var other = NewBuilder();
        await other.StartAsync(default);
        await _world.Alarm.WaitUntilAsync(_timeline.RoundStart(new EpochId(1)));
        Assert.Single(_published);
        Assert.Equal("http://good", _world.Events.Of<BestProofSelected>().Single().Url);
        // And it is in time for the next round.
        Assert.Equal(2u, _world.Local.Challenges.Find(Identity)!.PublishEpoch.Value);
        await other.StopAsync(deleteFiles: false);
    });

    [Fact]
    public void Identity_that_is_held_back_keeps_its_rows_and_publishes_when_it_may() => Run(
        async builder =>
        {
            var signer = new HeldSigner(new PlainSigner(_key)) { IsHeld = true };
            builder.Register(signer, "held.key");
            await builder.StartAsync(default);
            await _world.Alarm.WaitUntilAsync(_timeline.RoundEnd(new EpochId(1)) + TimeSpan.FromSeconds(700));
            Assert.Empty(_published);
            Assert.NotNull(_world.Local.Niposts.Find(Identity));
            signer.IsHeld = false;
            await UntilAsync(() => _published.Count == 1);
            Assert.Equal(2, _provider.Requests);
            await builder.StopAsync(deleteFiles: false);
        },
        register: false);

    [Fact]
    public void Registrations_at_foreign_poets_only_end_smeshing_loudly() => Run(
        async builder =>
        {
            _world.Local.InitialPosts.Add(Identity, new InitialPost(new PostV1(1, new byte[] { 1 }, 1), 2, Testbed.Golden, 7, default));
            _world.Local.Challenges.Add(Identity, new NipostChallenge(new EpochId(1), 0, default, Testbed.Golden, Testbed.Golden, new PostV1(1, new byte[] { 1 }, 1)));
            _world.Local.PoetRegistrations.Add(Identity, new PoetRegistration(default, "http://gone", "0", 1));
            await builder.StartAsync(default);
            var failure = await Assert.ThrowsAsync<AtxBuildException>(() => builder.Failure);
            Assert.Equal(AtxBuildFailure.RegistrationMismatch, failure.Failure);
            await builder.StopAsync(deleteFiles: false);
        },
        startAt: TimeSpan.FromSeconds(2100));

    [Fact]
    public void Ten_thousand_waiting_identities_wake_the_machine_once_a_minute() => _scheduler.Run(async () =>
    {
        for (int i = 0; i < 10_000; i++)
            _ = _world.Alarm.WaitUntilAsync(_timeline.StartOf(new EpochId(5)) + TimeSpan.FromSeconds(i % 7));
        long before = _world.Alarm.Wakes;
        await Task.Delay(TimeSpan.FromHours(1), _scheduler.TimeProvider);
        Assert.InRange(_world.Alarm.Wakes - before, 1, 61);
    });

    private static PostProof Proof(Hash32 challenge) => new(1, challenge.IsZero() ? new byte[] { 1, 2 } : challenge.ToArray(), 2);

    private TimedProvider Provider(uint units = 2)
    {
        var provider = new TimedProvider(new PostServiceInfo(Identity, Testbed.Golden, 7, units, 64), _world.Alarm, Proof);
        provider.Durations.Enqueue(TimeSpan.FromSeconds(50));
        return provider;
    }

    private void Use(IPostProvider provider)
    {
        var registry = new PostProviderRegistry(true);
        registry.TryRegister(provider);
        ((Switch)_world.Providers).Current = registry;
    }

    private FakePoet Poet(string address)
    {
        var simulated = new SimulatedPoet(address, _timeline, _world.Alarm, new SeededRandom(2), _ => false);
        var poet = new FakePoet(address) { Register = simulated.RegisterAsync, Proof = simulated.ProofAsync };
        return poet;
    }

    private AtxBuilder NewBuilder(bool register = true)
    {
        var builder = new AtxBuilder(_world.Context());
        if (register)
            builder.Register(new PlainSigner(_key), "test.key");
        return builder;
    }

    private void Run(Func<AtxBuilder, Task> test, bool register = true, TimeSpan startAt = default) => _scheduler.Run(async () =>
    {
        _world.Providers = new Switch();
        Use(_provider = Provider());
        await _world.Alarm.DelayAsync(startAt);
        using var subscription = _world.Gossip.Subscribe(GossipTopics.Atx, async (from, message, cancellationToken) =>
        {
            var verdict = await _storage.HandleAsync(from, message, cancellationToken);
            if (verdict.IsAccept)
                _published.Add(message.ToArray());
            return verdict;
        });
        await using var builder = NewBuilder(register);
        await test(builder);
    });

    private IReadOnlyList<VersionedAtx> Published() => [.. _published.Select(blob =>
    {
        Assert.True(VersionedAtx.TryDecode(blob, _world.Options.AtxVersions, out var atx, out _));
        return atx;
    })];

    private async Task UntilAsync(Func<bool> condition)
    {
        for (int tries = 0; !condition(); tries++)
        {
            Assert.True(tries < 20_000, "it never came");
            await _world.Alarm.DelayAsync(TimeSpan.FromMilliseconds(500));
        }
    }

    /// <summary>Services that change while the builder runs.</summary>
    private sealed class Switch : IPostProviders
    {
        public IPostProviders Current { get; set; } = new PostProviderRegistry();

        public IReadOnlyList<NodeId> Connected => Current.Connected;

        public IPostProvider? Find(NodeId identity) => Current.Find(identity);
    }

    /// <summary>Held back by the doppelganger watch.</summary>
    private sealed class HeldSigner(ISigner signer) : ISigner
    {
        public bool IsHeld { get; set; }

        public NodeId NodeId => signer.NodeId;

        public EdSignature Sign(SigningDomain domain, ReadOnlySpan<byte> message, SigningSlot slot) =>
            IsHeld && slot.Kind != SigningSlotKind.Unbound ? throw new SlotTakenException(NodeId, slot, "held back") : signer.Sign(domain, message, slot);

        public VrfSignature Prove(ReadOnlySpan<byte> message) => signer.Prove(message);
    }

    /// <summary>Registered for an identity whose data it does not have.</summary>
    private sealed class Liar(NodeId identity) : IPostProvider
    {
        private static readonly PostServiceInfo Info = new(Testbed.Node("ee"), Testbed.Golden, 7, 2, 64);

        public NodeId Identity => identity;

        public Task<PostServiceInfo> InfoAsync(CancellationToken cancellationToken = default) => Task.FromResult(Info);

        public Task<PostServiceProof> ProveAsync(Hash32 challenge, CancellationToken cancellationToken = default) => Task.FromResult(new PostServiceProof(Proof(challenge), Info));
    }
}
