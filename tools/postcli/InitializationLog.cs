using System.Globalization;
using Spacemesh.Post.Initialization;

namespace Spacemesh.Postcli;

/// <summary>Writes what an initialization tells as the reference's log lines.</summary>
internal sealed class InitializationLog(Shell shell)
{
    private readonly long _started = shell.Time.GetTimestamp();
    private TimeSpan _nextProgress = shell.ShowsProgress ? TimeSpan.FromSeconds(1) : TimeSpan.FromSeconds(10);

    public void Observe(InitializationEvent happened)
    {
        switch (happened)
        {
            case InitializationEvent.Started e:
                Info("initialization started", ("datadir", e.DataDir), ("numUnits", e.NumUnits), ("maxFileSize", e.MaxFileSize), ("labelsPerUnit", e.LabelsPerUnit));
                break;
            case InitializationEvent.LayoutKnown e:
                Info(
                    "initialization file layout",
                    ("labelsPerFile", e.LabelsPerFile),
                    ("labelsLastFile", e.LabelsInLastFile),
                    ("firstFileIndex", e.FirstFile),
                    ("lastFileIndex", e.LastFile));
                break;
            case InitializationEvent.SurplusSought e:
                Debug("attempting to remove redundant files above index", ("maxFileIndex", e.MaxFileIndex));
                break;
            case InitializationEvent.SurplusRemoved e:
                Info("removing redundant file", ("fileName", e.FileName));
                break;
            case InitializationEvent.FileComplete e:
                File("initialization: file already initialized", e.File, e.Labels, e.Target, e.StartPosition);
                break;
            case InitializationEvent.FileTruncated e:
                File("initialization: truncating file", e.File, e.Labels, e.Target, e.StartPosition);
                break;
            case InitializationEvent.FileBegun e:
                string how = e.Labels > 0 ? "initialization: continuing to write file" : "initialization: starting to write file";
                File(how, e.File, e.Labels, e.Target, e.StartPosition);
                break;
            case InitializationEvent.TornLabelRemoved e:
                shell.Log(LogLevel.Warn, "initialization: removed what an interrupted write left", ("file", e.Path), ("bytes", e.Bytes));
                break;
            case InitializationEvent.BatchBegun e:
                Debug("initialization: status", ("fileIndex", e.File), ("currentPosition", e.Position), ("remaining", e.Remaining));
                break;
            case InitializationEvent.NonceFound e:
                Debug("initialization: found nonce", ("fileIndex", e.File), ("nonce", e.Nonce), ("value", $"{e.Value:x32}"));
                Info("initialization: found new best nonce", ("fileIndex", e.File), ("nonce", e.Nonce), ("value", $"{e.Value:x32}"));
                break;
            case InitializationEvent.FileWritten e:
                Info("initialization: completed", ("fileIndex", e.File), ("numLabelsWritten", e.Labels));
                break;
            case InitializationEvent.Progress e:
                Progress(e.Value);
                break;
            default:
                ObserveNonce(happened);
                break;
        }
    }

    private void ObserveNonce(InitializationEvent happened)
    {
        switch (happened)
        {
            case InitializationEvent.NonceOutgrown e:
                Info("initialization: nonce is too weak for the grown space, searching the labels present", ("nonce", e.Nonce));
                break;
            case InitializationEvent.SearchingBeyond e:
                Info("initialization: no nonce found while computing labels, continue searching", ("startPosition", e.Position));
                break;
            case InitializationEvent.BeyondBatchBegun e:
                Debug("initialization: continue looking for a nonce", ("startPosition", e.Position));
                break;
            case InitializationEvent.NonceFoundBeyond e:
                Info("initialization: found nonce", ("nonce", e.Nonce));
                break;
            case InitializationEvent.Completed { Nonce: { } nonce }:
                Info("initialization: completed, found nonce", ("nonce", nonce));
                break;
            case InitializationEvent.Completed:
                Info("initialization: no nonce found, but only a subset of files was initialized");
                break;
        }
    }

    private void Info(string message, params ReadOnlySpan<(string, object)> fields) => shell.Log(LogLevel.Info, message, fields);

    private void Debug(string message, params ReadOnlySpan<(string, object)> fields) => shell.Log(LogLevel.Debug, message, fields);

    private void File(string message, long file, ulong labels, ulong target, ulong start) =>
        Info(message, ("fileIndex", file), ("currentNumLabels", labels), ("targetNumLabels", target), ("startPosition", start));

    private void Progress(InitializationProgress progress)
    {
        var elapsed = shell.Time.GetElapsedTime(_started);
        if (elapsed < _nextProgress)
            return;
        _nextProgress = elapsed + (shell.ShowsProgress ? TimeSpan.FromSeconds(1) : TimeSpan.FromMinutes(1));
        double percent = 100.0 * progress.Labels / progress.Target;
        string left = progress.Left is { } time ? $"{(int)time.TotalHours}h{time.Minutes:00}m{time.Seconds:00}s left" : "time left unknown";
        shell.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"{percent:F2} %: {progress.Labels} of {progress.Target} labels, {progress.LabelsPerSecond:F0} labels/s, {progress.MebibytesPerSecond:F3} MiB/s, {left}"));
    }
}
