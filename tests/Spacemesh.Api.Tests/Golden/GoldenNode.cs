using Spacemesh.Ports.Api;
using Spacemesh.Ports.Chain;
using Spacemesh.Ports.Events;
using Spacemesh.Ports.State;
using Spacemesh.Ports.Time;
using Spacemesh.Primitives;
using Spacemesh.Rpc.Tests.Kit;
using Spacemesh.Services.Mesh.Pool;
using Spacemesh.Testing;
using Spacemesh.TxPool.State;
using Spacemesh.Vm;

namespace Spacemesh.Api.Tests.Golden;

/// <summary>The real API over a state, with the real transaction pool, and what a network would add told by the test.</summary>
internal sealed class GoldenNode : IAsyncDisposable, IMeshTips, ISyncStatus, IAccountProjections
{
    private readonly ApiServer _server;
    private readonly Dictionary<string, RpcChannel> _channels = [];
    private readonly TransactionPool _pool;

    private GoldenNode(IStateDatabase state, NetworkParameters network, StillTime time, GoldenSmeshing smeshing, ApiOptions options, INetworkView? view, Func<ApiSources, ApiSources>? change, TimeProvider? serverTime)
    {
        State = state;
        Time = time;
        Events = new EventBus(time);
        _pool = new TransactionPool(state, new TxPoolOptions(), Events);
        Smeshing = smeshing;
        Submitter = new PoolSubmitter(state, _pool, new VirtualMachine(VmOptions.For(network, ulong.MaxValue)), time);
        Applied = LayerId.Greater(network.EffectiveGenesis, state.Layers.LastApplied());
        Processed = LayerId.Greater(network.EffectiveGenesis, state.Layers.LastProcessed());
        Latest = LayerId.Greater(Applied, state.Ballots.LatestLayer());
        var sources = new ApiSources
        {
            State = state,
            Clock = new LayerClock(network, time),
            Events = Events,
            Mesh = this,
            Sync = this,
            Projections = this,
            Submitter = Submitter,
            ActiveSets = new StoredActiveSets(state, network),
            Smeshing = smeshing,
            Network = view,
            LogLevels = new GoldenLogLevels(),
        };
        _server = ApiServer.StartAsync(change?.Invoke(sources) ?? sources, options, serverTime ?? TimeProvider.System, new FixedRandom(), null, TestLog.Factory()).GetAwaiter().GetResult();
        foreach (var (name, end) in new[] { ("public", _server.Public), ("private", _server.Private), ("post", _server.Post) })
        {
            if (end is not null)
                _channels[name] = new RpcChannel(new RpcChannelOptions { Address = new Uri($"http://{end}"), MaxReceiveMessageSize = 64 << 20 }, TimeProvider.System);
        }

        if (_server.Json is { } json)
            Http = new HttpClient { BaseAddress = new Uri($"http://{json}") };
    }

    public IStateDatabase State { get; }

    public StillTime Time { get; }

    public EventBus Events { get; }

    public GoldenSmeshing Smeshing { get; }

    public PoolSubmitter Submitter { get; }

    public ApiServer Server => _server;

    public HttpClient? Http { get; }

    public LayerId Latest { get; set; }

    public LayerId Applied { get; set; }

    public LayerId Processed { get; set; }

    public bool IsAtxSynced => IsSynced;

    public bool ListensToGossip => IsSynced;

    public bool IsSynced { get; set; } = true;

    /// <summary>Overrides what the pool says.</summary>
    public Func<Address, AccountProjection>? ProjectBy { get; set; }

    public static ApiOptions LoopbackOptions { get; } = new()
    {
        Public = new ApiListener("127.0.0.1:0", ServiceNames.PublicByDefault),
        Private = new ApiListener("127.0.0.1:0", ServiceNames.PrivateByDefault),
        JsonListener = "127.0.0.1:0",
    };

    public static GoldenNode Start(
        IStateDatabase state,
        NetworkParameters network,
        DateTimeOffset now,
        GoldenSmeshing? smeshing = null,
        ApiOptions? options = null,
        INetworkView? view = null,
        Func<ApiSources, ApiSources>? change = null,
        TimeProvider? serverTime = null) =>
        new(state, network, new StillTime(now), smeshing ?? new GoldenSmeshing(), options ?? LoopbackOptions, view, change, serverTime);

    /// <summary>A node of the recorded network at a time.</summary>
    public static GoldenNode Start(GoldenNetwork network, DateTimeOffset now, GoldenSmeshing? smeshing = null, INetworkView? view = null) =>
        Start(network.At(now), network.Parameters, now, smeshing ?? GoldenSmeshing.Of(network), OptionsOf(network), view);

    public static ApiOptions OptionsOf(GoldenNetwork network)
    {
        var (main, post) = (network.Configuration["main"], network.Configuration["post"]);
        return LoopbackOptions with
        {
            TransactionsPerProposal = (uint)main.Int("txs-per-proposal"),
            LayerAverageSize = main.U32("layer-average-size"),
            PostParameters = new PostParameters(
                post.Unsigned("post-labels-per-unit"), post.U32("post-min-numunits"), post.U32("post-max-numunits"), post.U32("post-k1"), post.U32("post-k2")),
        };
    }

    public RpcChannel Channel(string endpoint) => _channels[endpoint];

    public AccountProjection Project(Address address)
    {
        if (ProjectBy is { } told)
            return told(address);
        var projection = _pool.Project(address);
        return new AccountProjection(projection.NextNonce, projection.Balance);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var channel in _channels.Values)
            channel.Dispose();
        Http?.Dispose();
        await _server.DisposeAsync();
        State.Dispose();
    }
}
