using System.Diagnostics.Metrics;
using System.Globalization;
using Spacemesh.Metrics;
using Spacemesh.Net.Fetching;
using Spacemesh.Net.Hosting;
using Spacemesh.Ports.Chain;
using Spacemesh.Ports.Events;
using Spacemesh.Ports.Events.User;
using Spacemesh.Ports.Metrics;
using Spacemesh.Ports.Network;
using Spacemesh.Primitives;

namespace Spacemesh.Node.Metering;

/// <summary>
/// The metrics of the node: what its instruments measure, what ports tell on their way, what its events say and what its parts hold when
/// somebody asks.
/// </summary>
internal sealed class NodeMetrics : IDisposable
{
    private const int Capacity = 4096;

    private readonly Meter _meter = new(NodeInstruments.MeterName);
    private readonly NodeRegistry _node;
    private readonly TimeProvider _time;
    private readonly Dictionary<(NodeId, Hash32), DateTimeOffset> _proving = [];

    public NodeMetrics(string version, uint nonces, uint threads, TimeProvider time)
    {
        _time = time;
        Instruments = new NodeInstruments(_meter);
        _node = new NodeRegistry(Instruments);
        (Network, Sync) = (new NetworkMeter(Registry), new SyncMeter(Registry));
        Public = new PublicFamilies(version, nonces, threads);
    }

    public NodeInstruments Instruments { get; }

    /// <summary>Hears what the network layer does.</summary>
    public NetworkMeter Network { get; }

    /// <summary>Hears what sync does.</summary>
    public SyncMeter Sync { get; }

    public MetricRegistry Registry => _node.Registry;

    public Rpc.Server.RpcServerObserver Gateway => _node.Gateway;

    /// <summary>What is pushed where that is asked for.</summary>
    public PublicFamilies Public { get; }

    /// <summary>Measures what passes.</summary>
    public IGossip Metered(IGossip gossip) => new MeteredGossip(gossip, Registry, _time);

    /// <summary>Reads the parts of a node with each scrape.</summary>
    public void Watch(NodeGraph graph, ISyncStatus sync)
    {
        Registry.Collect(() =>
        {
            var atxs = Registry["spacemesh_consensus_cache_atxs"];
            atxs.Clear();
            foreach (var epoch in graph.Atxs.Epochs())
                atxs.Set(graph.Atxs.Count(epoch), epoch.Value.ToString(CultureInfo.InvariantCulture));
            Set("activation_post_verification_waiting_total", graph.WaitingProofs);
            Set("vm_applied_layer", graph.Core.Mesh.Applied.Value);
            Set("syncer_layer", graph.Core.Mesh.Processed.Value);
            var state = Registry["spacemesh_syncer_sync_state"];
            state.Set(sync.IsAtxSynced ? 1 : 0, "atx_synced");
            state.Set(sync is { ListensToGossip: true, IsSynced: false } ? 1 : 0, "gossip");
            state.Set(sync.ListensToGossip ? 0 : 1, "not");
            state.Set(sync.IsSynced ? 1 : 0, "synced");
            ReadVotes(graph);
        });
    }

    /// <summary>Reads the network layer with each scrape.</summary>
    /// <param name="network">The network layer.</param>
    /// <param name="stack">Whether the numbers of the stack below are wanted too (<c>p2p.p2p-metrics</c>).</param>
    /// <param name="servers">Whether the load of the servers is (<c>fetch.servers-metrics</c>).</param>
    public void Watch(PeerNetwork network, bool stack, bool servers)
    {
        NetworkReading.Watch(Registry, network, servers);
        if (stack)
            Libp2pFamilies.AddTo(Registry, network);
    }

    /// <summary>Reads with each scrape what is being fetched.</summary>
    public void Watch(ObjectFetcher fetcher) => Registry.Collect(() =>
    {
        var pending = Registry["spacemesh_fetch_pending_hash_reqs"];
        pending.Clear();
        foreach (var kind in fetcher.Pending().GroupBy(entry => NetworkMeter.HintOf(entry.Key)))
            pending.Set(kind.Sum(entry => entry.Value), kind.Key);
    });

    /// <summary>Follows the events until it is cancelled; a burst that is too long to keep is passed over.</summary>
    public async Task RunAsync(IEventFeed events, NodeGraph graph, CancellationToken cancellationToken)
    {
        var ticks = FollowTicksAsync(graph, cancellationToken);
        while (true)
        {
            using var told = events.Subscribe<UserEventOccurred>(Capacity);
            using var proposals = events.Subscribe<ProposalSeen>(Capacity);
            using var layers = events.Subscribe<LayerUpdated>(Capacity, updated => updated.Progress == LayerProgress.Applied);
            while (!told.IsFull && !proposals.IsFull && !layers.IsFull)
            {
                while (told.TryRead(out var happened))
                    Take(happened, graph);
                while (proposals.TryRead(out var seen))
                    Take(seen);
                while (layers.TryRead(out var layer))
                    Registry["spacemesh_mesh_layer_num_blocks"].Observe(graph.BlocksIn(layer.Layer));
                await await Task.WhenAny(told.WaitAsync(cancellationToken), proposals.WaitAsync(cancellationToken), layers.WaitAsync(cancellationToken), ticks);
            }
        }
    }

    public void Dispose()
    {
        _node.Dispose();
        _meter.Dispose();
    }

    private void ReadVotes(NodeGraph graph)
    {
        var votes = graph.Core.Votes.Snapshot();
        Set("tortoise_mode", votes.IsFull ? 1 : 0);
        Set("tortoise_layers", votes.Layers.Count);
        Set("tortoise_epochs", votes.Epochs.Count);
        Set("tortoise_blocks", votes.Layers.Values.Sum(layer => layer.Blocks.Count));
        Set("tortoise_ballots", votes.Layers.Values.Sum(layer => layer.Ballots));
        Set("tortoise_delayed_ballots", votes.Delayed.Values.Sum(ballots => ballots.Count));
        Set("tortoise_malfeasant", graph.Atxs.MaliciousIdentities().Count);
        var layers = Registry["spacemesh_tortoise_state_layers"];
        layers.Set(votes.Evicted.Value, "evicted");
        layers.Set(votes.Last.Value, "last");
        layers.Set(votes.Processed.Value, "processed");
        layers.Set(votes.Verified.Value, "verified");
    }

    private void Take(UserEventOccurred happened, NodeGraph graph)
    {
        switch (happened.Event)
        {
            case PostStarted started:
                _proving[(started.Smesher, started.Challenge)] = happened.Time;
                break;
            case PostCompleted completed when _proving.Remove((completed.Smesher, completed.Challenge), out var began):
                Set("activation_post_duration", (happened.Time - began).TotalNanoseconds);
                Public.PostMade(happened.Time - began, completed.Challenge == default);
                break;
            case PostFailed:
                _proving.Clear();
                break;
            case InitialisationStarted:
                Public.InitialisationStarted(graph.PostOptions.Units);
                break;
            case InitialisationCompleted:
                Public.InitialisationCompleted(graph.PostOptions.Units);
                break;
            case BeaconReady ready when ready.Epoch > graph.Clock.CurrentEpoch:
                Public.BeaconOfNext(ready.Beacon.ToHex());
                break;
            case BeaconReady ready when ready.Epoch == graph.Clock.CurrentEpoch:
                Public.BeaconOfNow(ready.Beacon.ToHex());
                break;
        }
    }

    private void Take(ProposalSeen seen)
    {
        if (seen.Stage != ProposalStage.Created)
            return;
        string layer = seen.Proposal.Inner.Ballot.Inner.Layer.Value.ToString(CultureInfo.InvariantCulture);
        Registry["spacemesh_proposals_proposals_in_layer"].Add(1, layer);
        Registry["spacemesh_proposals_num_txs_in_proposal"].Observe(seen.Proposal.Inner.TxIds.Count);
    }

    private async Task FollowTicksAsync(NodeGraph graph, CancellationToken cancellationToken)
    {
        var ticks = graph.Clock.Ticks(graph.Clock.Current);
        LayerId? before = null;
        while (true)
        {
            var tick = await ticks.NextAsync(cancellationToken);
            if (before is { } last && tick.Layer > last)
                Registry["spacemesh_clock_tick_distance"].Observe(tick.Layer.Value - last.Value);
            before = tick.Layer;
        }
    }

    private void Set(string name, double value) => Registry["spacemesh_" + name].Set(value);
}
