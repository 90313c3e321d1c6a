using Microsoft.Extensions.Logging;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Services.Checkpoint.Bootstrap;

/// <summary>
/// What an update does (spec 08 §14): its beacon is the epoch's from then on, its active set goes to hare and proposals, and the set's ATXs
/// are fetched once the node has the ATXs of the past.
/// </summary>
/// <param name="state">Keeps the set.</param>
/// <param name="setBeacon">Overwrites an epoch's beacon.</param>
/// <param name="useSet">Takes an epoch's active set, ascending.</param>
/// <param name="fetch">Returns once the ATXs are here; waits for the ATXs of the past first.</param>
/// <param name="log">Log.</param>
public sealed class BootstrapEffects(
    IStateDatabase state,
    Action<EpochId, Beacon> setBeacon,
    Action<EpochId, IReadOnlyList<AtxId>> useSet,
    Func<IReadOnlyCollection<AtxId>, CancellationToken, Task> fetch,
    ILogger log)
{
    private readonly Queue<IReadOnlyList<AtxId>> _sets = new();
    private readonly AsyncSemaphore _waiting = new(0);

    public ValueTask ApplyAsync(BootstrapUpdate update, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(update);
        if (update.Beacon != default)
            setBeacon(update.Epoch, update.Beacon);
        if (update.ActiveSet.Count == 0)
            return ValueTask.CompletedTask;
        AtxId[] ordered = [.. update.ActiveSet.Order()];
        var set = new EpochActiveSet(update.Epoch, [.. ordered]);
        state.ActiveSets.Add(set.ComputeHash(), set);
        useSet(update.Epoch, ordered);
        lock (_sets)
            _sets.Enqueue(ordered);
        _waiting.Release();
        return ValueTask.CompletedTask;
    }

    /// <summary>Fetches the ATXs of sets, one set after the other, until it is cancelled. At most three sets an epoch come.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await _waiting.WaitAsync(cancellationToken);
            IReadOnlyList<AtxId> set;
            lock (_sets)
                set = _sets.Dequeue();
            await fetch(set, cancellationToken);
            BootstrapLog.SetComplete(log, set.Count);
        }
    }
}
