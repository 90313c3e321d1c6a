using Spacemesh.Ports.Chain;
using Spacemesh.Services.Smeshing.Time;

namespace Spacemesh.Services.Smeshing.Building;

/// <summary>Waits until the node knows the ATXs of the past; all waiting identities share one look a second. One lock.</summary>
internal sealed class AtxSyncWait(ISyncStatus sync, WallAlarm alarm)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private Task? _running;

    public Task WaitAsync(CancellationToken cancellationToken)
    {
        if (sync.IsAtxSynced)
            return Task.CompletedTask;
        lock (_lock)
        {
            if (_running is null or { IsCompleted: true })
                _running = LoopAsync();
            return _running.WaitAsync(cancellationToken);
        }
    }

    private async Task LoopAsync()
    {
        while (!sync.IsAtxSynced)
            await alarm.DelayAsync(Interval, CancellationToken.None);
    }
}
