using Microsoft.Extensions.Logging;
using Spacemesh.Ports.Chain;
using Spacemesh.Ports.Network;
using Spacemesh.Primitives;
using Spacemesh.Services.Sync.Atxs;
using Spacemesh.Services.Sync.Forks;
using Spacemesh.Services.Sync.Identities;
using Spacemesh.Services.Sync.Layers;
using Spacemesh.Services.Sync.Peers;
using Spacemesh.Services.Sync.Progress;

namespace Spacemesh.Services.Sync;

/// <summary>
/// Brings the node to where the network is and keeps it there (spec 08 §8): ATXs, malfeasance proofs, layers in one loop, their state in
/// another, the ATXs of the running epoch beside them. Nothing runs before <see cref="RunAsync"/>, which owns all of it.
/// </summary>
public sealed class SyncService
{
    private readonly SyncParts _parts;
    private readonly SyncOptions _options;
    private readonly SyncStatus _status;
    private readonly PeerChoice _choice;
    private readonly MalfeasanceSync _malfeasance;
    private readonly LayerDataSync _layers;
    private readonly ForkFinder _forks;
    private readonly StateSync _state;
    private readonly BackgroundAtxs _background;
    private readonly ProgressMeter _meter;
    private readonly ILogger _log;
    private LayerId _lastLayer;
    private EpochId _lastEpoch;

    /// <summary>The latest layer of the mesh at the start: a stop may have come before all of it was here.</summary>
    private LayerId? _cutShort;
    private DateTimeOffset _syncedFrom;
    private bool _running;

    public SyncService(SyncParts parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        (_parts, _options, _status) = (parts, parts.Options, parts.Status);
        _log = parts.Logs.CreateLogger("sync");
        _meter = new ProgressMeter(_status, parts.Time, _log);
        var network = parts.Clock.Network;
        var queries = new PeerQueries(parts.Requests);
        var trust = new PeerTrust(peer =>
        {
            SyncLog.Liar(_log, peer);
            parts.Requests.Drop(peer, "it lists objects that nobody has");
        });
        _choice = new PeerChoice(parts.Requests, trust, parts.Random);
        Atxs = new AtxSync(new AtxSyncParts
        {
            Options = _options.Atxs,
            Time = parts.Time,
            Random = parts.Random,
            Queries = queries,
            Choice = _choice,
            Trust = trust,
            Fetcher = parts.Fetcher,
            State = parts.State,
            Local = parts.Local,
            Log = _log,
        });
        _background = new BackgroundAtxs(Atxs, parts.Clock, _log);
        _malfeasance = new MalfeasanceSync(_options.Malfeasance, parts.Time, queries, _choice, trust, parts.Fetcher, parts.State, parts.Local, parts.Meter, _log);
        _layers = new LayerDataSync(queries, _choice, trust, parts.Fetcher, parts.State, parts.Meter, _log);
        _forks = new ForkFinder(parts.State, network.EffectiveGenesis, queries, parts.Time, _options.MaxStaleDuration);
        var agreement = new MeshAgreement(parts.Clock, parts.Time, queries, parts.Fetcher, _layers, _forks, parts.Mesh, parts.UncountedAtxs, parts.Meter, _log);
        var certificates = new CertificateSync(_options, parts.Clock, queries, parts.Fetcher, parts.State, parts.Certificates, parts.Mesh, parts.Meter, _log);
        var opinions = new OpinionSync(_options, _status, queries, _choice, parts.State, certificates, agreement, parts.Meter, _log);
        _state = new StateSync(_options, parts.Clock, _status, parts.Mesh, parts.Patrol, parts.Fetcher, opinions, _meter, parts.Meter, _log);
        _lastLayer = parts.Mesh.Latest;
        _cutShort = _lastLayer > network.EffectiveGenesis ? _lastLayer : null;
        _lastEpoch = network.EpochOf(network.EffectiveGenesis).TrySub(1, out var before) ? before : EpochId.Zero;
        Begin();
    }

    /// <summary>Downloads sets of ATXs for others.</summary>
    public AtxSync Atxs { get; }

    /// <summary>The last layer whose data is here.</summary>
    public LayerId LastLayer => _lastLayer;

    /// <summary>The last epoch whose ATXs are here.</summary>
    public EpochId LastEpoch => _lastEpoch;

    /// <summary>Runs until it is cancelled. What goes wrong inside comes out: then the node has to stop.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] loops = [FollowAsync(stopping.Token), ProcessAsync(stopping.Token), FollowMaliceAsync(stopping.Token)];
        try
        {
            await await Task.WhenAny([.. loops, WatchAsync(_background.Broken)]);
        }
        finally
        {
#pragma warning disable VSTHRD103 // CancelAsync leaves the scheduler of the simulation.
            stopping.Cancel();
#pragma warning restore VSTHRD103
            foreach (var loop in loops)
                await EndedAsync(loop);
            await _background.StopAsync();
        }
    }

    /// <summary>One run (spec 08 §8.3); false where something is missing, or where a run is going on.</summary>
    internal async Task<bool> SynchronizeAsync(CancellationToken cancellationToken)
    {
        if (_running)
            return false;
        _running = true;
        try
        {
            Before();
            if (_parts.Clock.Current == LayerId.Zero)
                return false;
            bool ok = await RunOnceAsync(cancellationToken);
            After(ok);
            _parts.Meter.Ran(ok);
            return ok;
        }
        finally
        {
            _running = false;
        }
    }

    /// <summary>One run of the state's loop (spec 08 §11.1).</summary>
    internal async Task ProcessOnceAsync(CancellationToken cancellationToken)
    {
        await _state.RunAsync(_lastLayer, cancellationToken);
        _forks.PurgeStale(_choice.Best(PeerChoice.UsualCount));
    }

    /// <summary>A task of its own: combined with others, the source itself would go on over the thread pool, away from a simulation's scheduler.</summary>
    private static async Task WatchAsync(Task source) => await source;

    private static async Task EndedAsync(Task loop)
    {
        try
        {
            await loop;
        }
        catch (OperationCanceledException)
        {
            // The end that its owner asked for.
        }
    }

    private bool IsFarBehind(LayerId current) => current > _lastLayer && current.Difference(_lastLayer) >= _options.OutOfSyncThreshold;

    private bool HasData(LayerId current) => current.Value <= 1 || _lastLayer >= current.Sub(1);

    private void Begin()
    {
        if (_parts.Clock.Current <= _parts.Clock.Network.EffectiveGenesis)
            Set(SyncState.Synced);
    }

    private void Before()
    {
        var current = _parts.Clock.Current;
        if (current <= _parts.Clock.Network.EffectiveGenesis)
        {
            Set(SyncState.Synced);
            if (_parts.Clock.Network.EpochOf(current) == EpochId.Zero)
                _status.SetAtxSynced();
        }
        else if (IsFarBehind(current))
        {
            Set(SyncState.NotSynced);
        }
    }

    private async Task<bool> RunOnceAsync(CancellationToken cancellationToken)
    {
        var clock = _parts.Clock;
        if (_options.Standalone)
        {
            _lastLayer = clock.Current.Sub(1);
            _status.SetAtxSynced();
            return true;
        }

        if (!_choice.HasPeers)
        {
            _meter.Report(SyncPhase.Waiting, null, 0, 0);
            return false;
        }

        if (!await SyncAtxsAsync(cancellationToken))
            return false;
        if (clock.Current <= clock.Network.EffectiveGenesis)
            return true;
        if (_cutShort is { } cut && cut < clock.Current)
        {
            var rest = await _layers.SyncAsync(cut, cancellationToken);
            if (!rest.IsComplete)
            {
                SyncLog.LayerIncomplete(_log, cut, rest.Problem);
                return false;
            }
        }

        _cutShort = null;
        while (_lastLayer.AddSaturating(1) < clock.Current)
        {
            var layer = _lastLayer.Add(1);
            if (_status.State == SyncState.NotSynced)
                _meter.Report(SyncPhase.Layers, null, _lastLayer.Value, clock.Current.Value - 1);
            var fetched = await _layers.SyncAsync(layer, cancellationToken);
            if (!fetched.IsComplete)
            {
                SyncLog.LayerIncomplete(_log, layer, fetched.Problem);
                return false;
            }

            if (fetched.Ballots == 0)
                _parts.Mesh.NoteEmptyLayer(layer);
            _lastLayer = layer;
            _parts.Meter.LayerSynced(layer.Value);
        }

        return true;
    }

    /// <summary>ATXs of the epochs that passed, then malfeasance proofs; after that the running epoch's in the background (spec 08 §8.4).</summary>
    private async Task<bool> SyncAtxsAsync(CancellationToken cancellationToken)
    {
        var clock = _parts.Clock;
        var network = clock.Network;
        try
        {
            if (!_status.IsAtxSynced)
            {
                for (var epoch = _lastEpoch.Add(1); epoch < clock.CurrentEpoch; epoch = epoch.Add(1))
                {
                    var of = epoch;
                    await Atxs.DownloadAsync(epoch, clock.StartOf(network.FirstLayer(epoch.Add(1))), (done, total) => _meter.Report(SyncPhase.Atxs, of, done, total), cancellationToken);
                    SyncLog.EpochComplete(_log, epoch);
                    _lastEpoch = epoch;
                    _parts.Meter.EpochSynced(epoch.Value);
                }

                var current = clock.CurrentEpoch;
                await _malfeasance.EnsureInSyncAsync(
                    clock.StartOf(network.FirstLayer(current)), clock.StartOf(network.FirstLayer(current.Add(1))),
                    (done, total) => _meter.Report(SyncPhase.Malfeasance, null, done, total), cancellationToken);
                _status.SetAtxSynced();
                SyncLog.AtxsSynced(_log, current);
            }

            var publish = clock.CurrentEpoch;
            if (publish == EpochId.Zero)
                return true;
            if (network.OrdinalInEpoch(clock.Current) <= (uint)(network.LayersPerEpoch * _options.EpochEndFraction))
                publish = publish.Sub(1);
            await _background.EnsureAsync(publish, CancellationToken.None);
            if (_background.Completed is { } completed)
                _lastEpoch = EpochId.Greater(_lastEpoch, completed);
            return true;
        }
        catch (Exception exception) when (exception is AtxSyncException or PeerRequestException or ObjectFetchException)
        {
            SyncLog.AtxsFailed(_log, exception.Message);
            return false;
        }
    }

    private void After(bool ok)
    {
        var current = _parts.Clock.Current;
        var now = _parts.Time.GetUtcNow();
        bool here = ok && HasData(current) && _state.IsSynced(current);
        switch (_status.State)
        {
            case SyncState.Synced when !ok && IsFarBehind(current):
                Set(SyncState.NotSynced);
                break;
            case SyncState.GossipSync when !here:
                _syncedFrom = now + _options.GossipDuration;
                break;
            case SyncState.GossipSync when now >= _syncedFrom:
                Set(SyncState.Synced);
                break;
            case SyncState.NotSynced when here:
                _syncedFrom = now + _options.GossipDuration;
                Set(SyncState.GossipSync);
                break;
        }
    }

    private void Set(SyncState state)
    {
        var before = _status.State;
        if (!_status.Set(state))
            return;
        SyncLog.StateChanged(_log, before, state, _parts.Clock.Current, _lastLayer);
        if (state == SyncState.Synced)
            _meter.Report(SyncPhase.Synced, null, _lastLayer.Value, _lastLayer.Value);
        else if (state == SyncState.GossipSync)
            _meter.Report(SyncPhase.Gossip, null, _lastLayer.Value, _lastLayer.Value);
        else
            _meter.Report(SyncPhase.Waiting, null, 0, 0);
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(_options.Interval, _parts.Time, cancellationToken);
            await SynchronizeAsync(cancellationToken);
        }
    }

    private async Task ProcessAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(_options.Interval, _parts.Time, cancellationToken);
            await ProcessOnceAsync(cancellationToken);
        }
    }

    private async Task FollowMaliceAsync(CancellationToken cancellationToken)
    {
        await _status.WhenAtxSyncedAsync(cancellationToken);
        if (_options.Standalone)
            await Task.Delay(Timeout.InfiniteTimeSpan, _parts.Time, cancellationToken);
        else
            await _malfeasance.RunAsync(cancellationToken);
    }
}
