using Microsoft.Extensions.Logging;
using Spacemesh.Ports.Metrics;
using Spacemesh.Ports.State;
using Spacemesh.Ports.Storage;
using Spacemesh.Ports.Time;
using Spacemesh.Services.Mesh.Pool;

namespace Spacemesh.Services.Mesh.Upkeep;

/// <summary>
/// Lets go of what is not needed any more: old rows of the database (spec 10 §8) and transactions that nobody packed. Once at start, then
/// each time <paramref name="interval"/> after the run before has ended.
/// </summary>
/// <param name="state">The database to prune.</param>
/// <param name="clock">The layer that runs.</param>
/// <param name="pool">The pool.</param>
/// <param name="options">What stays.</param>
/// <param name="interval"><c>main.db-prune-interval</c>.</param>
/// <param name="time">Clock and delays.</param>
/// <param name="logger">Hears of runs that failed.</param>
/// <param name="instruments">Measures the steps.</param>
public sealed partial class MeshUpkeep(
    IStateDatabase state, LayerClock clock, TransactionPool pool, PruneOptions options, TimeSpan interval, TimeProvider time, ILogger<MeshUpkeep> logger,
    NodeInstruments? instruments = null)
{
    /// <summary>One run. A database that cannot be pruned throws: at the start that ends the node.</summary>
    public void RunOnce(CancellationToken cancellationToken = default)
    {
        long began = time.GetTimestamp();
        StatePruning.Run(
            state, clock.Network, clock.Current, options,
            step =>
            {
                (instruments ?? NodeInstruments.Unheard).Joining.Pruned(step, time.GetElapsedTime(began));
                began = time.GetTimestamp();
            },
            cancellationToken);
        pool.Expire(time.GetUtcNow());
    }

    /// <summary>Runs until it is cancelled; a run that fails is only logged.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(interval, time, cancellationToken);
            try
            {
                RunOnce(cancellationToken);
            }
            catch (StorageException exception) when (exception.Kind is not (StorageErrorKind.Closed or StorageErrorKind.Corrupt))
            {
                LogFailed(logger, exception.Message);
            }
        }
    }

    [LoggerMessage(6020, LogLevel.Error, "Pruning failed and will be tried again: {Reason}")]
    private static partial void LogFailed(ILogger logger, string reason);
}
