using System.Diagnostics;
using Spacemesh.Ports.Smeshing;

namespace Spacemesh.Post.Remote.Supervision;

/// <summary>
/// Runs a PoST service as a child process: what it prints is logged, and when it ends by itself it is started again (spec 04 §5.4; the
/// reference dies with it). Ends with the node.
/// </summary>
public sealed partial class PostServiceProcess(PostServiceProcessOptions options, TimeProvider time, ILogger log) : IPostServiceRunner
{
    private const int LongestLine = 4096;

    /// <summary>A killed process is gone within this.</summary>
    private static readonly TimeSpan KillLimit = TimeSpan.FromSeconds(10);

    /// <summary>Starts so far.</summary>
    public int Starts { get; private set; }

    /// <summary>Runs until it is cancelled.</summary>
    /// <exception cref="PostException">There is no such program.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(options.Command))
            throw new PostException($"stat post service binary {options.Command}: no such file");
        var pause = options.FirstPause;
        while (true)
        {
            long began = time.GetTimestamp();
            string end = await LiveAsync(cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            var lived = time.GetElapsedTime(began);
            if (lived >= options.GoodLife)
                pause = options.FirstPause;
            LogExited(log, end, lived, pause);
            await Task.Delay(pause, time, cancellationToken);
            pause = pause * 2 < options.LongestPause ? pause * 2 : options.LongestPause;
        }
    }

    /// <summary>Tells how the process ended.</summary>
    private async Task<string> LiveAsync(CancellationToken cancellationToken)
    {
        using var process = new Process { StartInfo = new ProcessStartInfo(options.Command, options.Arguments) { RedirectStandardError = true, UseShellExecute = false } };
        try
        {
            process.Start();
        }
        catch (Exception exception) when (exception is System.ComponentModel.Win32Exception or InvalidOperationException)
        {
            return $"cannot be started: {exception.Message}";
        }

        Starts++;
        LogStarted(log, options.Command, process.Id);
        var copying = CopyAsync(process.StandardError);
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            using var limit = new CancellationTokenSource(KillLimit);
            await process.WaitForExitAsync(limit.Token);
            return "stopped";
        }

        await copying;
        return $"exit status {process.ExitCode}";
    }

    private async Task CopyAsync(StreamReader errors)
    {
        while (await errors.ReadLineAsync() is { } line)
            LogLine(log, line.Length <= LongestLine ? line : line[..LongestLine]);
    }

    [LoggerMessage(10250, LogLevel.Information, "post service {Command} started, pid {Pid}")]
    private static partial void LogStarted(ILogger log, string command, int pid);

    [LoggerMessage(10251, LogLevel.Error, "post service exited ({End}) after {Lived}: it is started again in {Pause}")]
    private static partial void LogExited(ILogger log, string end, TimeSpan lived, TimeSpan pause);

    [LoggerMessage(10252, LogLevel.Information, "{Line}")]
    private static partial void LogLine(ILogger log, string line);
}
