using Microsoft.Extensions.Logging;
using Spacemesh.Config;
using Spacemesh.Node.Parameters;
using Spacemesh.Primitives;
using Spacemesh.Services.Checkpoint.Bootstrap;
using Spacemesh.Services.Checkpoint.Recovery;
using Spacemesh.Services.Mesh.Building;
using Spacemesh.Services.Sync;
using Spacemesh.Services.Time;

namespace Spacemesh.Node.Joining;

/// <summary>
/// What a node in a network of many runs beside the rest: sync, the comparison of clocks, bootstrap updates, and own ATXs that were kept
/// over a recovery. Nothing runs before <see cref="Start"/>.
/// </summary>
public sealed class NetworkServices
{
    private readonly NodeEnvironment _world;
    private readonly SyncStatus _status;
    private readonly PreservedReplay _replay;
    private readonly BootstrapEffects _effects;
    private readonly BootstrapUpdater? _updater;

    internal NetworkServices(NodeConfiguration configuration, NodeEnvironment world, SyncStatus status, NodeGraph graph, ActiveSetPreparation preparation)
    {
        (_world, _status) = (world, status);
        var logs = world.Logs;
        Sync = new SyncService(new SyncParts
        {
            Options = JoiningOptions.Sync(configuration, graph.Parameters),
            Status = status,
            Clock = graph.Clock,
            Time = world.Time,
            Random = world.Random,
            Requests = world.Requests,
            Fetcher = world.Fetcher,
            State = world.State,
            Local = world.Local,
            Mesh = graph.Core.Mesh,
            Patrol = graph.Consensus.Patrol,
            Certificates = graph.Consensus.Certificates,
            UncountedAtxs = (epoch, ids) => graph.Core.Votes.MissingActiveSet(epoch, [.. ids]),
            Logs = logs,
            Meter = world.SyncMeter,
        });
        PeerClock = new PeerClock(JoiningOptions.PeerClock(configuration), world.Time, world.Requests, logs.CreateLogger<PeerClock>(), world.Instruments);
        _replay = new PreservedReplay(graph.PoetProofs.ReceiveAsync, graph.Activations.ReceiveAsync, logs.CreateLogger("recovery"));
        var log = logs.CreateLogger("bootstrap");
        _effects = new BootstrapEffects(
            world.State,
            (epoch, beacon) => graph.Beacons.Overwrite(epoch, beacon),
            (epoch, set) =>
            {
                graph.Consensus.Oracle.AddFallback(epoch, set);
                preparation.UseFallback(epoch, set);
            },
            FetchSetAsync,
            log);
        if (world.Web is { } web && JoiningOptions.Bootstrap(configuration, graph.Parameters.Network) is { } options)
            _updater = new BootstrapUpdater(options, graph.Clock, world.Time, web, _effects.ApplyAsync, log, world.Instruments);
    }

    public SyncService Sync { get; }

    public PeerClock PeerClock { get; }

    /// <summary>Starts the loops; whichever ends, ends the node.</summary>
    internal IEnumerable<Task> Start(CancellationToken cancellationToken)
    {
        yield return Sync.RunAsync(cancellationToken);
        yield return CompareClocksAsync(cancellationToken);
        yield return _effects.RunAsync(cancellationToken);
        yield return ReplayAsync(cancellationToken);
        if (_updater is not null)
            yield return _updater.RunAsync(cancellationToken);
    }

    private async Task CompareClocksAsync(CancellationToken cancellationToken)
    {
        using var served = PeerClock.Serve();
        await PeerClock.RunAsync(cancellationToken);
    }

    private async Task ReplayAsync(CancellationToken cancellationToken)
    {
        await _replay.RunAsync(_world.Preserved, cancellationToken);
        await Task.Delay(Timeout.InfiniteTimeSpan, _world.Time, cancellationToken);
    }

    private async Task FetchSetAsync(IReadOnlyCollection<AtxId> set, CancellationToken cancellationToken)
    {
        await _status.WhenAtxSyncedAsync(cancellationToken);
        await Sync.Atxs.DownloadSetAsync(set, cancellationToken);
    }
}
