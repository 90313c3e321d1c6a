using Microsoft.Extensions.Logging.Abstractions;
using Spacemesh.AtxsData;
using Spacemesh.Crypto.Signing;
using Spacemesh.Ports.Network;
using Spacemesh.Ports.Smeshing;
using Spacemesh.Ports.Time;
using Spacemesh.Post.Proving;
using Spacemesh.Runtime;
using Spacemesh.Services.Smeshing.Building;
using Spacemesh.Services.Smeshing.Proving;
using Spacemesh.Services.Smeshing.Signing;
using Spacemesh.Services.Smeshing.Tests.World;
using Spacemesh.Services.Smeshing.Time;
using Spacemesh.Storage.Memory;

namespace Spacemesh.Services.Smeshing.Tests.Simulation;

/// <summary>A network of PoETs and one node after the other over the same disk: what a node loses when it is killed is lost, the rest stays.</summary>
internal sealed class SmeshingWorld
{
    public static readonly TimeSpan Layer = TimeSpan.FromSeconds(100);

    private readonly SeededRandom _random;
    private readonly MemoryLocalDatabase _local = new();
    private readonly MemorySigningJournal _journal = new();
    private readonly MemoryStateDatabase _state = new();
    private readonly ConsensusCache _cache = new();
    private readonly List<byte[]> _keys;
    private readonly SimulatedPoet[] _poets;
    private readonly WallAlarm _poetAlarm;
    private bool _dead;
    private int _writes;

    public SmeshingWorld(ulong seed, int identities, bool faults)
    {
        _random = new SeededRandom(seed);
        var network = Testbed.Network(40, Layer);
        Options = Testbed.Options(network, new PoetTimes
        {
            PhaseShift = TimeSpan.FromSeconds(2000),
            CycleGap = TimeSpan.FromSeconds(1200),
            GracePeriod = TimeSpan.FromSeconds(400),
            PositioningTimeout = TimeSpan.FromSeconds(200),
        }) with { PoetRetryInterval = TimeSpan.FromSeconds(20), RegossipInterval = TimeSpan.FromSeconds(700) };
        Scheduler = new VirtualScheduler(new() { Start = Testbed.Genesis, Perturbation = _random.Fork("order") });
        _poetAlarm = new WallAlarm(Scheduler.TimeProvider);
        Timeline = new PoetTimeline(network, Options.Poet);
        _keys = [.. Enumerable.Range(0, identities).Select(i => Key(_random.Fork($"key {i}")))];
        // One of three is always well, another one each epoch.
        _poets = [.. Enumerable.Range(0, 3).Select(i => new SimulatedPoet(
            $"http://poet-{i}.example", Timeline, _poetAlarm, _random.Fork($"poet {i}"), epoch => faults && (epoch.Value % 3) != i && _random.Fork($"down {i} {epoch}").Next(2) == 0))];
        Faults = faults;
        Storage = new AtxStorage(_state, _cache, Options.AtxVersions, Testbed.Golden, Options.TickSize, Scheduler.TimeProvider);
    }

    public SmeshingOptions Options { get; init; }

    public VirtualScheduler Scheduler { get; }

    public PoetTimeline Timeline { get; }

    public AtxStorage Storage { get; }

    public bool Faults { get; }

    /// <summary>Writes to the disk so far.</summary>
    public int Writes => _writes;

    /// <summary>The write at which the node dies, before or after it; null for none.</summary>
    public (int Write, bool Before)? KillAt { get; set; }

    public int Kills { get; private set; }

    public int DoubleRegistrations => _poets.Sum(poet => poet.Conflicts);

    public IReadOnlyList<NodeId> Identities => [.. _keys.Select(key => NodeId.FromBytes(key.AsSpan(32)))];

    /// <summary>Publish epochs of an identity's ATXs.</summary>
    public IReadOnlyList<uint> EpochsOf(NodeId identity, uint last) =>
        [.. Enumerable.Range(0, (int)last + 1).Select(epoch => (uint)epoch).Where(epoch => _state.Atxs.InEpochBy(new EpochId(epoch), identity) is not null)];

    /// <summary>Runs one node after the other until an epoch begins; each lives until it is killed.</summary>
    public void Run(uint epochs, Func<SeededRandom, TimeSpan>? lifetime = null) => Scheduler.Run(async () =>
    {
        var end = Timeline.StartOf(new EpochId(epochs));
        var random = _random.Fork("lives");
        while (_poetAlarm.Now < end)
        {
            var death = lifetime is null ? end : _poetAlarm.Now + lifetime(random);
            await LiveAsync(death < end ? death : end, random);
            await _poetAlarm.DelayAsync(TimeSpan.FromSeconds(1 + random.Next(50)));
        }
    });

    private static byte[] Key(SeededRandom random)
    {
        byte[] seed = new byte[32];
        random.Fill(seed);
        return [.. seed, .. Ed25519.PublicKey(seed).ToArray()];
    }

    private async Task LiveAsync(DateTimeOffset death, SeededRandom random)
    {
        _dead = false;
        using var alarm = new WallAlarm(Scheduler.TimeProvider);
        var network = new FakeGossip();
        var gossip = network.Join("node");
        using var subscription = gossip.Subscribe(GossipTopics.Atx, JudgeAsync);
        var local = new WatchedLocalDatabase(_local) { Before = BeforeWrite, After = AfterWrite };
        var record = SigningRecord.Open(
            new KillableJournal(_journal, ThrowIfDead), new SigningRecordOptions { Machine = default, CompactAbove = 10_000 }, Scheduler.TimeProvider);
        var sync = new SyncedNode();
        var events = new EventLog(Scheduler.TimeProvider);
        var watch = new DoppelgangerWatch(
            new DoppelgangerOptions { Enabled = false }, record, new LayerClock(Options.Network, Scheduler.TimeProvider), gossip, sync, events, _ => true, random, NullLogger.Instance);
        var signers = new SignerSet([.. _keys.Select(key => new EdSigner(key, Options.Network.GenesisId))], record, watch);
        var registry = new PostProviderRegistry(true);
        var context = new BuilderContext
        {
            Options = Options, Alarm = alarm, Local = local, State = _state, Atxs = _cache, Gossip = gossip, Sync = sync, Poets = new FakePoets(_poets),
            Providers = registry, Verification = new FakePostVerification(alarm, TimeSpan.FromSeconds(1)), Chains = new FakeChains(), Drafts = record, Events = events,
            Proving = new QuietObserver(), PostStates = new PostStates(), Random = random, Log = NullLogger.Instance,
        };
        var builder = new AtxBuilder(context);
        foreach (var signer in signers.Registered)
        {
            registry.TryRegister(new FaultyProvider(signer.NodeId, alarm, random, Faults));
            builder.Register(signer, "sim.key");
        }

        await builder.StartAsync(Coinbase(random));
        while (!_dead && alarm.Now < death)
            await _poetAlarm.DelayAsync(TimeSpan.FromSeconds(5));
        // Nothing reaches the disk any more: what is still running is as good as gone.
        _dead = true;
        Kills++;
        await builder.StopAsync(deleteFiles: false);
    }

    private async ValueTask<Verdict> JudgeAsync(PeerId from, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        ThrowIfDead();
        foreach (var poet in _poets)
        {
            foreach (var (reference, leaves) in poet.Leaves)
                Storage.Leaves[reference] = leaves;
        }

        return await Storage.HandleAsync(from, message, cancellationToken);
    }

    private static Address Coinbase(SeededRandom random)
    {
        byte[] bytes = new byte[24];
        random.Fill(bytes.AsSpan(4));
        return Address.FromBytes(bytes);
    }

    private void BeforeWrite()
    {
        ThrowIfDead();
        _writes++;
        if (KillAt == (_writes, true))
            Die();
    }

    private void AfterWrite()
    {
        if (KillAt == (_writes, false))
            Die();
    }

    private void Die()
    {
        _dead = true;
        throw new KilledException();
    }

    private void ThrowIfDead()
    {
        if (_dead)
            throw new KilledException();
    }

    /// <summary>A PoST service that goes away or fails now and then.</summary>
    private sealed class FaultyProvider(NodeId identity, WallAlarm alarm, SeededRandom random, bool faults) : IPostProvider
    {
        private int _faults;

        public NodeId Identity => identity;

        private PostServiceInfo Info => new(identity, Testbed.Golden, 7, 2, 64);

        public Task<PostServiceInfo> InfoAsync(CancellationToken cancellationToken = default) => Task.FromResult(Info);

        public async Task<PostServiceProof> ProveAsync(Hash32 challenge, CancellationToken cancellationToken = default)
        {
            await alarm.DelayAsync(TimeSpan.FromSeconds(1 + random.Next(150)), cancellationToken);
            // At most one failure in a row: a service that never works misses epochs that nobody could have made.
            if (faults && ++_faults % 2 == 1 && random.Next(3) == 0)
                throw random.Next(2) == 0 ? PostProviderException.Closed() : new PostProviderException(PostProviderFailure.Failed, "out of memory");
            return new PostServiceProof(new PostProof(1, challenge.ToArray(), 2), Info);
        }
    }
}
