using Microsoft.Extensions.Logging;
using Spacemesh.Ports.Chain;
using Spacemesh.Primitives;

namespace Spacemesh.Services.Sync.Progress;

/// <summary>
/// Turns counts into what people want to know: rate, share and time left, as events twice a second at most and as log lines every tenth of
/// the way or every half minute. Thread-safe; one lock, held while events go out.
/// </summary>
internal sealed class ProgressMeter(SyncStatus status, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan BetweenEvents = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(30);
    private const double LineShare = 0.1;

    private readonly Lock _entry = new();
    private (SyncPhase Phase, EpochId? Epoch) _what = (SyncPhase.Waiting, null);
    private long _began;
    private long _doneAtBegin;
    private long? _lastEvent;
    private long _lastLine;
    private double _shareAtLine;

    /// <summary>Reports where a phase is. Going to another phase or epoch begins a new rate.</summary>
    public void Report(SyncPhase phase, EpochId? epoch, long done, long total)
    {
        lock (_entry)
        {
            long now = time.GetTimestamp();
            bool begins = _what != (phase, epoch);
            if (begins)
            {
                _what = (phase, epoch);
                (_began, _doneAtBegin) = (now, done);
                (_lastLine, _shareAtLine) = (now, 0);
            }
            else if (done != total && _lastEvent is { } last && time.GetElapsedTime(last, now) < BetweenEvents)
            {
                return;
            }

            _lastEvent = now;
            var progress = Measure(phase, epoch, done, total, now);
            if (progress == status.Progress)
                return;
            status.Report(progress);
            if (total <= 0 || done >= total || !(begins || progress.Share - _shareAtLine >= LineShare || time.GetElapsedTime(_lastLine, now) >= BetweenLines))
                return;
            (_lastLine, _shareAtLine) = (now, progress.Share);
            if (epoch is { } of)
                SyncLog.EpochProgress(log, of, done, total, progress.PerSecond, progress.TimeLeft);
            else
                SyncLog.PhaseProgress(log, phase, done, total, progress.PerSecond, progress.TimeLeft);
        }
    }

    private SyncProgress Measure(SyncPhase phase, EpochId? epoch, long done, long total, long now)
    {
        double seconds = time.GetElapsedTime(_began, now).TotalSeconds;
        double rate = seconds > 0 && done > _doneAtBegin ? (done - _doneAtBegin) / seconds : 0;
        double left = rate > 0 && total > done ? (total - done) / rate : 0;
        TimeSpan? remaining = total <= done ? (total > 0 ? TimeSpan.Zero : null)
            : left > 0 && left < TimeSpan.FromDays(10_000).TotalSeconds ? TimeSpan.FromSeconds(Math.Round(left)) : null;
        return new SyncProgress(phase, epoch, done, total, rate, remaining);
    }
}
