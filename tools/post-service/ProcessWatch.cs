using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Spacemesh.Tools.PostService;

/// <summary>Ends when a process is gone, or only waits for its parent to notice that it is.</summary>
internal sealed partial class ProcessWatch(int pid, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        LogWatching(log, pid);
        do
        {
            await Task.Delay(Interval, time, cancellationToken);
        }
        while (IsAlive());
        LogGone(log, pid);
        LogEnded(log);
    }

    private bool IsAlive()
    {
        if (OperatingSystem.IsLinux())
        {
            try
            {
                // "pid (name) state …"; a name may hold parentheses.
                string status = File.ReadAllText($"/proc/{pid}/stat");
                int end = status.LastIndexOf(')');
                return end < 0 || end + 2 >= status.Length || status[end + 2] != 'Z';
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                return false;
            }
        }

        try
        {
            using var process = Process.GetProcessById(pid);
            return !process.HasExited;
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    [LoggerMessage(1, LogLevel.Information, "watching PID {Pid}")]
    private static partial void LogWatching(ILogger log, int pid);

    [LoggerMessage(2, LogLevel.Information, "PID {Pid} not found")]
    private static partial void LogGone(ILogger log, int pid);

    [LoggerMessage(3, LogLevel.Information, "PID watcher exited: Ok(())")]
    private static partial void LogEnded(ILogger log);
}
