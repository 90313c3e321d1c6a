using Microsoft.Extensions.Logging.Abstractions;
using Spacemesh.AtxsData;
using Spacemesh.Crypto.Signing;
using Spacemesh.Ports.Chain;
using Spacemesh.Ports.Events;
using Spacemesh.Ports.Local;
using Spacemesh.Ports.Network;
using Spacemesh.Ports.Signing;
using Spacemesh.Ports.Smeshing;
using Spacemesh.Post.Verification;
using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.Services.Smeshing;
using Spacemesh.Services.Smeshing.Building;
using Spacemesh.Services.Smeshing.Proving;
using Spacemesh.Services.Smeshing.Signing;
using Spacemesh.Services.Smeshing.Time;
using Spacemesh.Storage.Memory;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Bench.Smeshing;

/// <summary>Identities that are registered and wait for their round to end, as they do most of an epoch.</summary>
internal static class IdleIdentities
{
    private const string Poet = "http://poet.example";

    /// <summary>One operation starts the builder, brings all identities to their wait, and stops it.</summary>
    public static Action Cycle(int count)
    {
        var network = new NetworkParameters
        {
            LayersPerEpoch = 4032, LayerDuration = TimeSpan.FromMinutes(5), GenesisTime = new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero),
            GoldenAtx = AtxId.FromBytes([1, .. new byte[31]]), AddressPrefix = "bench",
        };
        var options = new SmeshingOptions { Network = network, Poet = new PoetTimes { PhaseShift = TimeSpan.FromHours(240), CycleGap = TimeSpan.FromHours(12) } };
        var start = network.GenesisTime + (network.EpochDuration * 2);
        var scheduler = new VirtualScheduler(new() { Start = start });
        var alarm = new WallAlarm(scheduler.TimeProvider);
        var local = new MemoryLocalDatabase();
        var post = new PostV1(1, new byte[] { 1, 2 }, 1);
        var signers = new List<ISigner>();
        for (int i = 0; i < count; i++)
        {
            var signer = new NoSigner(NodeId.FromBytes([.. BitConverter.GetBytes(i + 1), .. new byte[28]]));
            signers.Add(signer);
            local.InitialPosts.Add(signer.NodeId, new InitialPost(post, 4, network.GoldenAtx, 1, default));
            local.Challenges.Add(signer.NodeId, new NipostChallenge(new EpochId(2), 0, default, network.GoldenAtx, network.GoldenAtx, post));
            local.PoetRegistrations.Add(signer.NodeId, new PoetRegistration(default, Poet, "1", start.ToUnixTimeSeconds() + 864_000));
        }

        var context = new BuilderContext
        {
            Options = options, Alarm = alarm, Local = local, State = new MemoryStateDatabase(), Atxs = new ConsensusCache(), Gossip = new Nothing(), Sync = new Nothing(),
            Poets = new Nothing(), Providers = new PostProviderRegistry(), Verification = new Nothing(), Chains = new Nothing(), Drafts = new Nothing(),
            Events = new Nothing(), Proving = new Nothing(), PostStates = new PostStates(), Random = new SeededRandom(1), Log = NullLogger.Instance,
        };
        var builder = new AtxBuilder(context);
        foreach (var signer in signers)
            builder.Register(signer, "bench.key");
        return () => scheduler.Run(async () =>
        {
            await builder.StartAsync(default);
            await alarm.DelayAsync(TimeSpan.FromSeconds(1));
            await builder.StopAsync(deleteFiles: false);
        });
    }

    private sealed class NoSigner(NodeId id) : ISigner
    {
        public NodeId NodeId => id;

        public EdSignature Sign(SigningDomain domain, ReadOnlySpan<byte> message, SigningSlot slot) => default;

        public VrfSignature Prove(ReadOnlySpan<byte> message) => default;
    }

    /// <summary>The world of an identity that waits: nothing of it is asked for.</summary>
    private sealed class Nothing : IGossip, ISyncStatus, IPoetClients, IPoetClient, IPostVerification, IAtxChainVerifier, IAtxDrafts, IEventSink, IProvingObserver
    {
        public bool IsAtxSynced => true;

        public bool ListensToGossip => true;

        public bool IsSynced => true;

        public IReadOnlyList<IPoetClient> All => [this];

        public string Address => Poet;

        public IndexSelection Sample => IndexSelection.All;

        public bool SampleIsComplete => true;

        public IDisposable Subscribe(string topic, GossipHandler handler, int concurrency = 1) => throw new NotSupportedException();

        public Task PublishAsync(string topic, ReadOnlyMemory<byte> message, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<PoetSchedule> CheckAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task CertifyAsync(NodeId identity, CancellationToken cancellationToken = default) => Task.CompletedTask;

        public Task<PoetReceipt> RegisterAsync(PoetApplication application, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<PoetRoundProof> ProofAsync(string roundId, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<ProofVerdict> VerifyAsync(ProofRequest request, bool prioritised = false, CancellationToken cancellationToken = default) => Task.FromResult(ProofVerdict.Valid);

        public Task<bool> VerifyAsync(AtxId atx, NodeId? trusted, DateTimeOffset? assumeValidBefore, CancellationToken cancellationToken = default) => Task.FromResult(true);

        public byte[]? Find(NodeId identity, EpochId publish) => null;

        public void Put(NodeId identity, EpochId publish, ReadOnlySpan<byte> content)
        {
            // Nothing is signed.
        }

        public void Publish(NodeEvent happened)
        {
            // Nobody watches.
        }

        public void ProvingStarted(NodeId identity)
        {
            // Nothing is proven.
        }

        public void ProvingEnded(NodeId identity)
        {
            // Nothing is proven.
        }
    }
}
