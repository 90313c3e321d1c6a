using Spacemesh.Ports.Network;
using Spacemesh.Ports.Time;
using Spacemesh.Primitives;

namespace Spacemesh.Services.Sync.Atxs;

/// <summary>
/// The download of the epoch that runs now, beside everything else: one at a time (spec 08 §8.4). Driven and ended by
/// <see cref="SyncService"/>; not thread-safe.
/// </summary>
internal sealed class BackgroundAtxs(AtxSync atxs, LayerClock clock, Microsoft.Extensions.Logging.ILogger log)
{
    private readonly TaskCompletionSource _broken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Job? _job;

    /// <summary>Fails where a job ended as nothing of the network explains.</summary>
    public Task Broken => _broken.Task;

    /// <summary>The last epoch that is complete.</summary>
    public EpochId? Completed { get; private set; }

    /// <summary>Sees to it that the epoch's ATXs are being fetched, or were.</summary>
    public async Task EnsureAsync(EpochId publish, CancellationToken cancellationToken)
    {
        if (publish == EpochId.Zero)
            return;
        if (_job is { } running && running.Epoch != publish)
            await StopAsync();
        if (_job is { HasFailed: true })
            await StopAsync();
        _job ??= Start(publish, cancellationToken);
    }

    public async Task StopAsync()
    {
        if (_job is not { } job)
            return;
        _job = null;
#pragma warning disable VSTHRD103 // CancelAsync leaves the scheduler of the simulation.
        job.Stopping.Cancel();
#pragma warning restore VSTHRD103
        await job.Work!;
        job.Stopping.Dispose();
    }

    private Job Start(EpochId publish, CancellationToken cancellationToken)
    {
        var job = new Job(publish, CancellationTokenSource.CreateLinkedTokenSource(cancellationToken));
        job.Work = RunAsync(job);
        return job;
    }

    private async Task RunAsync(Job job)
    {
        try
        {
            var until = clock.Network.TryFirstLayer(new EpochId(job.Epoch.Value + 2), out var layer) ? clock.StartOf(layer) : DateTimeOffset.MaxValue;
            await atxs.DownloadAsync(job.Epoch, until, null, job.Stopping.Token);
            Completed = job.Epoch;
            SyncLog.EpochComplete(log, job.Epoch);
        }
        catch (OperationCanceledException) when (job.Stopping.IsCancellationRequested)
        {
            // Another epoch's turn, or the end.
        }
        catch (Exception exception) when (exception is AtxSyncException or PeerRequestException or ObjectFetchException)
        {
            job.HasFailed = true;
            SyncLog.EpochFailed(log, job.Epoch, exception.Message);
        }
        catch (Exception exception)
        {
            job.HasFailed = true;
            _broken.TrySetException(exception);
        }
    }

    private sealed class Job(EpochId epoch, CancellationTokenSource stopping)
    {
        public EpochId Epoch => epoch;

        public CancellationTokenSource Stopping => stopping;

        public Task? Work { get; set; }

        public bool HasFailed { get; set; }
    }
}
