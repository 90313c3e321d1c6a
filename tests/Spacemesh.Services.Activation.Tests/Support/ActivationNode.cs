using Spacemesh.AtxsData;
using Spacemesh.Ports.Network;
using Spacemesh.Ports.State;
using Spacemesh.Ports.Time;
using Spacemesh.Post;
using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Services.Activation.Tests.Support;

/// <summary>The intakes of one node over recording ports; PoST is real, work runs on the caller.</summary>
internal sealed class ActivationNode
{
    public static readonly PeerId Peer = new("peer");

    public ActivationNode(NetworkParameters network, IStateDatabase database, PostConfig post, ulong tickSize, NodeSettings settings)
    {
        Network = network;
        Database = database;
        Post = new RealPost(post, settings.Seed);
        Gate = new Gate();
        Options = new ActivationOptions { Post = post, TickSize = tickSize, Versions = settings.Versions, MaxPending = settings.MaxPending };
        Ports = new ActivationPorts
        {
            Database = database,
            Cache = Cache,
            Clock = new LayerClock(network, Time),
            Time = Time,
            Fetcher = Fetcher,
            Gossip = Gossip,
            Sync = Gate,
            Post = Post,
            ProofPost = new RealPost(post with { Scrypt = ScryptParameters.Default }, settings.Seed),
            Labels = RealPost.Labels,
            Pool = settings.Pool ?? new InlineWorkPool(),
            Observer = Observer,
            Events = Events,
            Signers = new NamedSigners(settings.Own),
        };
        Poets = new PoetProofIntake(Ports, Options);
        Atxs = new AtxIntake(Ports, Options, Poets);
        Proofs = new MalfeasanceIntake(Ports, Options);
        Chains = new AtxChains(Ports, Options);
    }

    public NetworkParameters Network { get; }

    public IStateDatabase Database { get; }

    public ActivationOptions Options { get; }

    public ActivationPorts Ports { get; }

    public ManualTime Time { get; } = new();

    public ConsensusCache Cache { get; } = new();

    public RecordingFetcher Fetcher { get; } = new();

    public RecordingGossip Gossip { get; } = new();

    public RecordingObserver Observer { get; } = new();

    public RecordingEvents Events { get; } = new();

    public Gate Gate { get; }

    public RealPost Post { get; }

    public PoetProofIntake Poets { get; }

    public AtxIntake Atxs { get; }

    public MalfeasanceIntake Proofs { get; }

    public AtxChains Chains { get; }

    /// <summary>Puts the clock into an epoch.</summary>
    public void EnterEpoch(uint epoch) => Time.Now = Network.StartOf(Network.FirstLayer(new EpochId(epoch))) + TimeSpan.FromSeconds(1);

    public Task<Verdict> GossipAsync(byte[] atx) => Atxs.ReceiveAsync(new ReceivedObject(null, Peer, atx), CancellationToken.None).AsTask();

    public Task<Verdict> PublishOwnAsync(byte[] atx) => Atxs.ReceiveAsync(new ReceivedObject(null, default, atx), CancellationToken.None).AsTask();

    public Task<Verdict> SyncAsync(byte[] atx, Hash32 expected) => Atxs.ReceiveAsync(new ReceivedObject(expected, Peer, atx), CancellationToken.None).AsTask();

    /// <summary>The id that an ATX has by its own bytes; zero where it does not decode.</summary>
    public Hash32 IdOf(byte[] atx) => VersionedAtx.TryDecode(new(atx), Options.Versions, out var decoded, out _) ? new Hash32(decoded.ComputeId().Value) : default;

    /// <summary>Forgets what was recorded.</summary>
    public void ForgetCalls()
    {
        Observer.Calls.Clear();
        Observer.Atxs.Clear();
        Events.Events.Clear();
        Gossip.Published.Clear();
        Fetcher.Atxs.Clear();
        Fetcher.Poets.Clear();
        Fetcher.Hinted.Clear();
        Post.Requests.Clear();
    }
}
