using Microsoft.Extensions.Logging.Abstractions;
using Spacemesh.Crypto.Signing;
using Spacemesh.Ports.Events.User;
using Spacemesh.Ports.Signing;
using Spacemesh.Ports.Time;
using Spacemesh.Runtime;
using Spacemesh.Services.Smeshing.Signing;
using Spacemesh.Services.Smeshing.Tests.World;
using Spacemesh.Services.Smeshing.Time;

namespace Spacemesh.Services.Smeshing.Tests.Signing;

public sealed class DoppelgangerWatchTests
{
    internal static readonly NetworkParameters Network = Testbed.Network(10, TimeSpan.FromSeconds(60));

    [Theory]
    [InlineData(1ul)]
    [InlineData(2ul)]
    [InlineData(3ul)]
    [InlineData(4ul)]
    [InlineData(5ul)]
    [InlineData(6ul)]
    public void Two_copies_started_in_one_layer_sign_at_most_once(ulong seed)
    {
        var scheduler = new VirtualScheduler(new() { Start = Testbed.Genesis + TimeSpan.FromSeconds(60 * 25), Perturbation = new SeededRandom(seed) });
        var gossip = new FakeGossip();
        var random = new SeededRandom(seed);
        var copies = new[] { new Copy(scheduler, gossip, "a", random.Fork("a")), new Copy(scheduler, gossip, "b", random.Fork("b")) };
        scheduler.Run(async () =>
        {
            using var stop = new CancellationTokenSource();
            var running = new List<Task>();
            foreach (var copy in copies)
            {
                running.Add(copy.RunAsync(stop.Token));
                await Task.Delay(TimeSpan.FromSeconds(random.Next(30)), scheduler.TimeProvider);
            }

            await Task.Delay(TimeSpan.FromMinutes(20), scheduler.TimeProvider);
            stop.CancelHere();
            await Task.WhenAll(running);
        });
        Assert.Equal(1, copies.Count(copy => copy.Signed > 0));
        var refused = copies.Single(copy => copy.Signed == 0);
        Assert.Single(refused.Events.Of<IdentityHeldBack>());
        Assert.Contains("another node", refused.LastRefusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Copy_started_beside_a_working_node_never_signs()
    {
        var scheduler = new VirtualScheduler(new() { Start = Testbed.Genesis + TimeSpan.FromSeconds(60 * 25) });
        var gossip = new FakeGossip();
        var first = new Copy(scheduler, gossip, "a", new SeededRandom(1));
        var second = new Copy(scheduler, gossip, "b", new SeededRandom(2));
        scheduler.Run(async () =>
        {
            using var stop = new CancellationTokenSource();
            var running = new List<Task> { first.RunAsync(stop.Token) };
            await Task.Delay(TimeSpan.FromMinutes(10), scheduler.TimeProvider);
            Assert.True(first.Signed > 0);
            running.Add(second.RunAsync(stop.Token));
            await Task.Delay(TimeSpan.FromMinutes(10), scheduler.TimeProvider);
            stop.CancelHere();
            await Task.WhenAll(running);
        });
        Assert.Equal(0, second.Signed);
        Assert.True(first.Signed >= 15);
    }

    [Fact]
    public void Ordinary_restart_loses_no_slot_and_imports_what_it_said_before()
    {
        var scheduler = new VirtualScheduler(new() { Start = Testbed.Genesis + TimeSpan.FromSeconds(60 * 25) });
        var journal = new MemorySigningJournal();
        using (Record(scheduler, journal))
        {
            // A first start leaves its sign of life.
        }

        var gossip = new FakeGossip();
        var restarted = new Copy(scheduler, gossip, "a", new SeededRandom(2), journal);
        Assert.False(restarted.Watch.Listens);
        var node = restarted.Signers.All.Single();
        var past = new SigningSlot(SigningSlotKind.Ballot, 24);
        restarted.Watch.Seen(node.NodeId, SigningDomain.Ballot, [7], past);
        Assert.Throws<SlotTakenException>(() => node.Sign(SigningDomain.Ballot, [8], past));
        node.Sign(SigningDomain.Ballot, [7], past);
        node.Sign(SigningDomain.Ballot, [9], new SigningSlot(SigningSlotKind.Ballot, 25));
        Assert.Empty(restarted.Events.Of<IdentityHeldBack>());
    }

    [Fact]
    public void Own_key_at_work_elsewhere_is_refused_whenever_it_is_seen()
    {
        var scheduler = new VirtualScheduler(new() { Start = Testbed.Genesis + TimeSpan.FromSeconds(60 * 25) });
        var journal = new MemorySigningJournal();
        Record(scheduler, journal).Dispose();
        var node = new Copy(scheduler, new FakeGossip(), "a", new SeededRandom(2), journal);
        var signer = node.Signers.All.Single();
        signer.Sign(SigningDomain.Hare, [1], new SigningSlot(SigningSlotKind.Hare, 30, 2));
        node.Watch.Seen(signer.NodeId, SigningDomain.Hare, [1], new SigningSlot(SigningSlotKind.Hare, 30, 2));
        Assert.Single(node.Signers.All);
        node.Watch.Seen(signer.NodeId, SigningDomain.Hare, [2], new SigningSlot(SigningSlotKind.Hare, 30, 2));
        Assert.Empty(node.Signers.All);
        var refusal = Assert.Throws<SlotTakenException>(() => signer.Sign(SigningDomain.Ballot, [1], new SigningSlot(SigningSlotKind.Ballot, 31)));
        Assert.Contains("another node signed with its key", refusal.Message, StringComparison.Ordinal);
        // A registration at a PoET does no harm.
        signer.Sign(SigningDomain.Poet, [1], SigningSlot.Unbound);
    }

    [Fact]
    public void Layers_without_gossip_are_not_listened_to()
    {
        var scheduler = new VirtualScheduler(new() { Start = Testbed.Genesis + TimeSpan.FromSeconds(60 * 25) });
        var copy = new Copy(scheduler, new FakeGossip(), "a", new SeededRandom(1));
        copy.Sync.ListensToGossip = false;
        scheduler.Run(async () =>
        {
            using var stop = new CancellationTokenSource();
            var running = copy.RunAsync(stop.Token);
            await Task.Delay(TimeSpan.FromMinutes(10), scheduler.TimeProvider);
            Assert.Equal(0, copy.Signed);
            copy.Sync.ListensToGossip = true;
            await Task.Delay(TimeSpan.FromMinutes(5), scheduler.TimeProvider);
            Assert.True(copy.Signed > 0);
            stop.CancelHere();
            await running;
        });
    }

    [Fact]
    public void Malformed_foreign_and_replayed_presence_does_nothing()
    {
        var scheduler = new VirtualScheduler(new() { Start = Testbed.Genesis + TimeSpan.FromSeconds(60 * 25) });
        var gossip = new FakeGossip();
        var copy = new Copy(scheduler, gossip, "a", new SeededRandom(1)) { Known = false };
        var stranger = gossip.Join("stranger");
        stranger.Subscribe(DoppelgangerWatch.Topic, (_, _, _) => ValueTask.FromResult(Verdict.Accept));
        var key = Key(1);
        scheduler.Run(async () =>
        {
            using var stop = new CancellationTokenSource();
            var running = copy.RunAsync(stop.Token);
            var now = new LayerId(25);
            await stranger.PublishAsync(DoppelgangerWatch.Topic, new byte[3]);
            await stranger.PublishAsync(DoppelgangerWatch.Topic, new byte[PresenceMessage.Size]);
            await stranger.PublishAsync(DoppelgangerWatch.Topic, Presence(key, now, forged: true));
            // From before this start: an echo of the node's own last life.
            await stranger.PublishAsync(DoppelgangerWatch.Topic, Presence(key, now, forged: false));
            await Task.Delay(TimeSpan.FromMinutes(5), scheduler.TimeProvider);
            Assert.True(copy.Signed > 0);
            stop.CancelHere();
            await running;
        });
        Assert.Empty(copy.Events.Of<IdentityHeldBack>());
    }

    internal static EdSigner Key(int number)
    {
        byte[] seed = new byte[32];
        seed[0] = (byte)number;
        return new EdSigner([.. seed, .. Ed25519.PublicKey(seed).ToArray()], Network.GenesisId);
    }

    /// <summary>A watch that is off.</summary>
    internal static DoppelgangerWatch Free(SigningRecord record, VirtualScheduler scheduler) => new(
        new DoppelgangerOptions { Enabled = false }, record, new LayerClock(Network, scheduler.TimeProvider), new FakeGossip().Join("x"), new SyncedNode(),
        new EventLog(scheduler.TimeProvider), _ => true, new SeededRandom(1), NullLogger.Instance);

    private static byte[] Presence(EdSigner key, LayerId layer, bool forged)
    {
        var message = new PresenceMessage(key.NodeId, 12345, layer, true, default);
        return (message with { Signature = key.Sign(PresenceMessage.Domain, forged ? [1] : message.SignedBytes()) }).Write();
    }

    private static SigningRecord Record(VirtualScheduler scheduler, ISigningJournal journal) =>
        SigningRecord.Open(journal, new SigningRecordOptions { Machine = Hash32.FromBytes(Testbed.Padded("01")) }, scheduler.TimeProvider);

    /// <summary>A node with key 1 that wants to sign a ballot of its own in every layer.</summary>
    private sealed class Copy
    {
        private readonly VirtualScheduler _scheduler;
        private readonly LayerClock _clock;

        public Copy(VirtualScheduler scheduler, FakeGossip gossip, string name, SeededRandom random, ISigningJournal? journal = null)
        {
            _scheduler = scheduler;
            _clock = new LayerClock(Network, scheduler.TimeProvider);
            Events = new EventLog(scheduler.TimeProvider);
            var record = Record(scheduler, journal ?? new MemorySigningJournal());
            Watch = new DoppelgangerWatch(new DoppelgangerOptions(), record, _clock, gossip.Join(name), Sync, Events, _ => Known, random, NullLogger.Instance);
            Signers = new SignerSet([Key(1)], record, Watch);
            Name = name;
        }

        public string Name { get; }

        public bool Known { get; init; } = true;

        public SyncedNode Sync { get; } = new();

        public EventLog Events { get; }

        public DoppelgangerWatch Watch { get; }

        public SignerSet Signers { get; }

        public int Signed { get; private set; }

        public string LastRefusal { get; private set; } = "";

        public async Task RunAsync(CancellationToken cancellationToken)
        {
            var watching = Watch.RunAsync(cancellationToken);
            var signer = Signers.Registered[0];
            var ticks = _clock.Ticks(_clock.Current);
            try
            {
                while (true)
                {
                    var tick = await ticks.NextAsync(cancellationToken);
                    await Task.Delay(TimeSpan.FromSeconds(5), _scheduler.TimeProvider, cancellationToken);
                    try
                    {
                        signer.Sign(SigningDomain.Ballot, System.Text.Encoding.ASCII.GetBytes(Name), new SigningSlot(SigningSlotKind.Ballot, tick.Layer.Value));
                        Signed++;
                    }
                    catch (SlotTakenException refusal)
                    {
                        LastRefusal = refusal.Message;
                    }
                }
            }
            catch (OperationCanceledException)
            {
                await watching;
            }
        }
    }
}
