using Microsoft.Extensions.Logging;
using Spacemesh.AtxsData;
using Spacemesh.Ports.Chain;
using Spacemesh.Ports.Local;
using Spacemesh.Ports.State;
using Spacemesh.Ports.Time;
using Spacemesh.Primitives;
using Spacemesh.Proposals.Grading;
using Spacemesh.Runtime;

namespace Spacemesh.Services.Mesh.Building;

/// <summary>
/// The active sets that own ballots declare: made once an epoch, kept in the local database (spec 06 §16.1). <see cref="RunAsync"/> makes
/// them ahead of their epochs, every epoch anew; the reference does so for the first one after its start only.
/// </summary>
public sealed partial class ActiveSetPreparation
{
    private readonly BuilderOptions _options;
    private readonly LayerClock _clock;
    private readonly TimeProvider _time;
    private readonly ILocalDatabase _local;
    private readonly ISyncStatus _sync;
    private readonly IWorkPool _pool;
    private readonly ILogger _logger;
    private readonly StoredGeneration _reads;
    private readonly ActiveSetRules _rules;

    /// <summary>One generation at a time: the build and the preparation may ask for the same set.</summary>
    private readonly AsyncSemaphore _turn = new(1);

    public ActiveSetPreparation(
        BuilderOptions options,
        LayerClock clock,
        TimeProvider time,
        IStateStores state,
        ILocalDatabase local,
        ConsensusCache atxs,
        ISyncStatus sync,
        IWorkPool pool,
        ILogger<ActiveSetPreparation> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(clock);
        _options = options;
        _clock = clock;
        _time = time;
        _local = local;
        _sync = sync;
        _pool = pool;
        _logger = logger;
        _reads = new StoredGeneration(clock.Network, state, atxs);
        _rules = new ActiveSetRules(clock.Network, options.NetworkDelay, options.GoodAtxsPercent);
    }

    /// <summary>Takes the active set of an epoch from a trusted update; the first one of an epoch stays.</summary>
    public void UseFallback(EpochId epoch, IReadOnlyList<AtxId> set) => _reads.UseFallback(epoch, set);

    /// <summary>The set for an epoch's ballots, prepared or made now; or why there is none.</summary>
    public async ValueTask<(GeneratedSet? Set, string? Failure)> GetAsync(LayerId current, EpochId target, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return await _pool.RunAsync(_ => Get(current, target), WorkPriority.High, cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Prepares the set of every coming epoch, <see cref="BuilderOptions.PreparationWindow"/> before it, until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (!_options.Prepares)
            return;
        var network = _clock.Network;
        var target = _clock.CurrentEpoch.Target;
        while (network.TryFirstLayer(target, out var first))
        {
            var start = _clock.StartOf(first);
            await _clock.WaitUntilAsync(start - _options.PreparationWindow, cancellationToken);
            await Prepare(target, cancellationToken);
            var next = EpochId.Greater(_clock.CurrentEpoch, target).Target;
            if (next <= target)
                return;
            target = next;
        }
    }

    private async Task Prepare(EpochId target, CancellationToken cancellationToken)
    {
        for (int attempt = 1; attempt <= _options.PreparationTries; attempt++)
        {
            // Without the ATXs of the past the set would be kept, for a whole epoch, as small as it came out.
            string? failure = "the ATXs are not synced yet";
            if (_sync.IsAtxSynced)
                (_, failure) = await GetAsync(_clock.Current, target, cancellationToken);
            if (failure is null)
                return;
            LogNotPrepared(_logger, target, failure);
            if (attempt < _options.PreparationTries)
                await Task.Delay(_options.PreparationRetryInterval, _time, cancellationToken);
        }
    }

    private (GeneratedSet? Set, string? Failure) Get(LayerId current, EpochId target)
    {
        if (_local.PreparedActiveSets.Find(ActiveSetKind.Tortoise, target) is { } prepared)
            return (new GeneratedSet(prepared.Id, prepared.Atxs, prepared.Weight), null);
        var start = _clock.Network.TryFirstLayer(target, out var first) ? _clock.StartOf(first) : DateTimeOffset.MaxValue;
        LogGenerating(_logger, target, start, _options.NetworkDelay);
        long began = _time.GetTimestamp();
        if (!_rules.TryGenerate(current, target, LayerTimeline.ToNanoseconds(start), _reads, out var set, out string? failure))
            return (null, failure);
        _local.PreparedActiveSets.Add(ActiveSetKind.Tortoise, target, new PreparedActiveSet(set.Id, set.Weight, set.Atxs));
        LogPrepared(_logger, target, set.Atxs.Count, set.Weight, _time.GetElapsedTime(began));
        return (set, null);
    }

    [LoggerMessage(6100, LogLevel.Information, "generating activeset from grades: epoch {Epoch}, start {Start:O}, network delay {Delay}")]
    private static partial void LogGenerating(ILogger logger, EpochId epoch, DateTimeOffset start, TimeSpan delay);

    [LoggerMessage(6101, LogLevel.Information, "prepared activeset: epoch {Epoch}, size {Size}, weight {Weight}, elapsed {Elapsed}")]
    private static partial void LogPrepared(ILogger logger, EpochId epoch, int size, ulong weight, TimeSpan elapsed);

    [LoggerMessage(6102, LogLevel.Warning, "failed to prepare active set: epoch {Epoch}: {Failure}")]
    private static partial void LogNotPrepared(ILogger logger, EpochId epoch, string failure);
}
