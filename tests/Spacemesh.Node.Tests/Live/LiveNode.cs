using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Spacemesh.Node.Tests.Live;

/// <summary>
/// The program as its users start it: a process of its own, with a standalone network of short layers. Everything waits for what the node
/// says, with a limit; nothing depends on how long something takes.
/// </summary>
public sealed partial class LiveNode : IAsyncDisposable
{
    private const int Terminate = 15;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(100);

    private readonly Lock _lock = new();
    private readonly List<string> _lines = [];
    private readonly List<(string Text, TaskCompletionSource<string> Found)> _waiting = [];
    private Process? _process;

    public LiveNode()
    {
        Folder = Directory.CreateTempSubdirectory("live").FullName;
        int[] ports = FreePorts(8);
        (Public, Private, Json, Metrics, Dashboard, Profiles) = (ports[0], ports[1], ports[2], ports[3], ports[4], ports[5]);
        string genesis = DateTimeOffset.UtcNow.AddSeconds(4).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        File.WriteAllText(Path.Combine(Folder, "config.json"), $$"""
            {
              "preset": "standalone",
              "genesis": { "genesis-time": "{{genesis}}", "genesis-extra-data": "live" },
              "main": {
                "data-folder": "{{Data}}", "filelock": "{{Folder}}/LOCK", "layer-duration": "2s", "layers-per-epoch": 6, "atx-grade-delay": "200ms",
                "poet-servers": [{ "address": "http://127.0.0.1:{{ports[6]}}" }],
                "metrics": true, "db-latency-metering": true, "metrics-port": {{Metrics}}, "pprof-server": true, "pprof-listener": "127.0.0.1:{{Profiles}}"
              },
              "poet": { "phase-shift": "6s", "cycle-gap": "6s", "grace-period": "3s" },
              "hare3": { "preround-delay": "300ms", "round-duration": "60ms" },
              "beacon": {
                "beacon-grace-period-duration": "1s", "beacon-proposal-duration": "400ms", "beacon-first-voting-round-duration": "1s",
                "beacon-voting-round-duration": "400ms", "beacon-weak-coin-round-duration": "400ms"
              },
              "p2p": { "listen": "/ip4/127.0.0.1/tcp/{{ports[7]}}", "advertise-address": "/ip4/127.0.0.1/tcp/{{ports[7]}}", "disable-natport": true },
              "api": {
                "grpc-public-listener": "127.0.0.1:{{Public}}", "grpc-private-listener": "127.0.0.1:{{Private}}", "grpc-json-listener": "127.0.0.1:{{Json}}"
              },
              "dashboard": { "listener": "127.0.0.1:{{Dashboard}}" },
              "smeshing": { "smeshing-opts": { "smeshing-opts-datadir": "{{Folder}}/post" } }
            }
            """);
    }

    public string Folder { get; }

    public string Data => Path.Combine(Folder, "data");

    public int Public { get; }

    public int Private { get; }

    public int Json { get; }

    public int Metrics { get; }

    public int Dashboard { get; }

    public int Profiles { get; }

    public string Output
    {
        get
        {
            lock (_lock)
                return string.Join('\n', _lines);
        }
    }

    /// <summary>Starts the process, where it does not run, and returns once it says that it is up.</summary>
    public async Task StartAsync()
    {
        if (_process is null)
        {
            lock (_lock)
                _lines.Clear();
            // Beside the tests, as the build copies it.
            _process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "spacemesh.dll"), "--config", Path.Combine(Folder, "config.json")])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = Folder,
            })!;
            _ = ReadAsync(_process.StandardOutput);
            _ = ReadAsync(_process.StandardError);
        }

        await SaidAsync("app started");
    }

    /// <summary>The first line with the text since the start; waits for it.</summary>
    public Task<string> SaidAsync(string text) => WaitAsync(text, isNew: false);

    /// <summary>The next line with the text.</summary>
    public Task<string> NextAsync(string text) => WaitAsync(text, isNew: true);

    /// <summary>The latest layer that paid a reward, once there is one beyond <paramref name="last"/>.</summary>
    public async Task<uint> RewardedAsync(uint last)
    {
        using var http = new HttpClient();
        var deadline = Stopwatch.StartNew();
        while (deadline.Elapsed < TimeSpan.FromSeconds(100))
        {
            using var body = new StringContent("{\"limit\":1,\"sortOrder\":\"DESC\"}", Encoding.UTF8, "application/json");
            using var answer = await http.PostAsync($"http://127.0.0.1:{Json}/spacemesh.v2alpha1.RewardService/List", body);
            using var list = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
            Assert.True(answer.StatusCode == HttpStatusCode.OK, list.RootElement.GetRawText());
            var rewards = list.RootElement.GetProperty("rewards");
            if (rewards.GetArrayLength() > 0 && rewards[0].GetProperty("layer").GetUInt32() is var layer && layer > last)
                return layer;
            await NextAsync("candidate layer is verified");
        }

        throw new TimeoutException($"no reward after layer {last}:\n{Output}");
    }

    /// <summary>Asks it to stop as a service manager does; gives the exit status.</summary>
    public async Task<int> StopAsync()
    {
        var process = _process ?? throw new InvalidOperationException("it does not run");
        _ = Kill(process.Id, Terminate);
        using var limit = new CancellationTokenSource(Limit);
        await process.WaitForExitAsync(limit.Token);
        int status = process.ExitCode;
        process.Dispose();
        _process = null;
        return status;
    }

    private async Task<string> WaitAsync(string text, bool isNew)
    {
        TaskCompletionSource<string> found;
        lock (_lock)
        {
            if (!isNew && _lines.Find(line => line.Contains(text, StringComparison.Ordinal)) is { } said)
                return said;
            found = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((text, found));
        }

        var ended = _process!.WaitForExitAsync();
        if (await Task.WhenAny(found.Task, ended, Task.Delay(Limit)) == found.Task)
            return await found.Task;
        throw new TimeoutException($"the node {(ended.IsCompleted ? "ended" : "runs")} without saying '{text}':\n{Output}");
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        Directory.Delete(Folder, recursive: true);
    }

    private static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(listener => listener.Start());
        int[] ports = [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        listeners.ForEach(listener => listener.Dispose());
        return ports;
    }

    private async Task ReadAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (_lock)
            {
                _lines.Add(line);
                foreach (var (_, found) in _waiting.Where(waiting => line.Contains(waiting.Text, StringComparison.Ordinal)))
                    found.TrySetResult(line);
                _waiting.RemoveAll(waiting => waiting.Found.Task.IsCompleted);
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);
}
