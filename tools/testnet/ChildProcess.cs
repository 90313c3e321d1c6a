using System.Diagnostics;
using System.Globalization;

namespace Spacemesh.Tools.Testnet;

/// <summary>A program of the testnet: started, watched, ended. Its output goes to a file.</summary>
internal sealed class ChildProcess : IDisposable
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(35);

    private readonly Process _process;
    private readonly StreamWriter _log;

    private ChildProcess(Process process, StreamWriter log) => (_process, _log) = (process, log);

    /// <summary>The program that runs assemblies.</summary>
    public static string Runtime { get; } = Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet";

    public int Id => _process.Id;

    public bool IsRunning => !_process.HasExited;

    public int? ExitStatus => _process.HasExited ? _process.ExitCode : null;

    /// <summary>Bytes of memory that it holds; 0 once it ended.</summary>
    public long Memory
    {
        get
        {
            _process.Refresh();
            return _process.HasExited ? 0 : _process.WorkingSet64;
        }
    }

    /// <summary>Processor time that it used.</summary>
    public TimeSpan ProcessorTime => _process.HasExited ? TimeSpan.Zero : _process.TotalProcessorTime;

    /// <param name="assembly">The program's assembly.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="log">File that its output is appended to.</param>
    public static ChildProcess Start(string assembly, IEnumerable<string> arguments, string log)
    {
        var start = new ProcessStartInfo(Runtime)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.ArgumentList.Add(assembly);
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        // Many processes on few processors: one heap each, which gives memory back.
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment["DOTNET_gcConcurrent"] = "0";
        start.Environment["DOTNET_GCConserveMemory"] = "5";
        var writer = new StreamWriter(new FileStream(log, FileMode.Append, FileAccess.Write, FileShare.ReadWrite)) { AutoFlush = true };
        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Write(writer, line.Data);
        process.ErrorDataReceived += (_, line) => Write(writer, line.Data);
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new ChildProcess(process, writer);
    }

    /// <summary>Asks it to end; ends it hard when it does not.</summary>
    public async Task StopAsync()
    {
        if (_process.HasExited)
            return;
        if (OperatingSystem.IsWindows())
            _process.Kill();
        else
            Signal("TERM");
        using var limit = new CancellationTokenSource(StopLimit);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            await KillAsync();
        }
    }

    public async Task KillAsync()
    {
        if (_process.HasExited)
            return;
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
    }

    /// <summary>Lets it stand still as if its machine slept, or go on.</summary>
    public void Pause(bool pause) => Signal(pause ? "STOP" : "CONT");

    public void Dispose()
    {
        _process.Dispose();
        lock (_log)
        {
            _log.Dispose();
        }
    }

    private static void Write(StreamWriter log, string? line)
    {
        if (line is null)
            return;
        lock (log)
        {
            if (log.BaseStream is { CanWrite: true })
                log.WriteLine(line);
        }
    }

    private void Signal(string name)
    {
        if (OperatingSystem.IsWindows())
            throw new TestnetException("this system has no signals to pause a process with");
        using var kill = Process.Start(new ProcessStartInfo("kill", [$"-{name}", Id.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardError = true });
        kill?.WaitForExit();
    }
}
