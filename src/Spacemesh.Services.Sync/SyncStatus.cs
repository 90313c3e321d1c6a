using Spacemesh.Ports.Chain;
using Spacemesh.Ports.Events;

namespace Spacemesh.Services.Sync;

/// <summary>
/// What the rest of the node asks sync: made before it, so that those who ask can be made before <see cref="SyncService"/>, which writes
/// it. Thread-safe; one lock, held for assignments.
/// </summary>
public sealed class SyncStatus(IEventSink events) : ISyncStatus, ISyncProgress
{
    private readonly Lock _entry = new();
    private readonly TaskCompletionSource _atxSignal = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SyncState _state;
    private bool _atxSynced;
    private SyncProgress _progress = SyncProgress.None;

    public SyncState State
    {
        get
        {
            lock (_entry)
                return _state;
        }
    }

    public bool IsAtxSynced
    {
        get
        {
            lock (_entry)
                return _atxSynced;
        }
    }

    public bool ListensToGossip => State >= SyncState.GossipSync;

    public bool IsSynced => State == SyncState.Synced;

    public SyncProgress Progress
    {
        get
        {
            lock (_entry)
                return _progress;
        }
    }

    /// <summary>Ends when the ATXs of the past are here; that is never undone (spec 08 §8.2).</summary>
    public async Task WhenAtxSyncedAsync(CancellationToken cancellationToken)
    {
        if (_atxSignal.Task.IsCompleted)
            return;
        // Not Task.WhenAny: it would go on over the thread pool, away from the scheduler of a simulation.
        var wait = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = cancellationToken.UnsafeRegister(static (wait, token) => ((TaskCompletionSource)wait!).TrySetCanceled(token), wait);
        _ = PassOnAsync(wait);
        await wait.Task;
    }

    private async Task PassOnAsync(TaskCompletionSource wait)
    {
        await _atxSignal.Task;
        wait.TrySetResult();
    }

    internal bool Set(SyncState state)
    {
        lock (_entry)
        {
            if (_state == state)
                return false;
            _state = state;
        }

        events.Publish(StatusChanged.Instance);
        return true;
    }

    internal void SetAtxSynced()
    {
        lock (_entry)
        {
            if (_atxSynced)
                return;
            _atxSynced = true;
        }

        _atxSignal.TrySetResult();
        events.Publish(StatusChanged.Instance);
    }

    internal void Report(SyncProgress progress)
    {
        lock (_entry)
            _progress = progress;
        events.Publish(new SyncProgressed(progress));
    }
}
