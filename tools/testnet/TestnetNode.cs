using System.Collections.Concurrent;
using System.Text.Json;

namespace Spacemesh.Tools.Testnet;

/// <summary>A node of the testnet and what it last said of itself.</summary>
internal sealed class TestnetNode(NodeFolder folder, TestnetPlan plan) : IDisposable
{
    public int Number => folder.Number;

    public NodeFolder Folder => folder;

    public ChildProcess? Process { get; private set; }

    public bool IsPaused { get; private set; }

    public bool IsRunning => Process is { IsRunning: true };

    /// <summary>Its dashboard's state as it last came; null before.</summary>
    public JsonElement? State
    {
        get;
        set
        {
            field = value;
            if (value?.GetProperty("network") is { } network && network.TryGetProperty("beacon", out var beacon) && beacon.GetString() is { } text)
                Beacons[network.GetProperty("epoch").GetUInt32()] = text;
        }
    }

    /// <summary>The beacon of every epoch in which it was asked.</summary>
    public ConcurrentDictionary<uint, string> Beacons { get; } = [];

    /// <summary>Its last applied layer as it last came; null where it says nothing.</summary>
    public uint? Applied => State?.GetProperty("sync").GetProperty("applied").GetUInt32();

    public Uri Dashboard => new($"http://127.0.0.1:{plan.PortOf(Number, NodePort.Dashboard)}/");

    public Uri Json => new($"http://127.0.0.1:{plan.PortOf(Number, NodePort.Json)}/");

    public string Status => Process is null ? "not started"
        : IsRunning ? IsPaused ? "paused" : "running"
        : $"ended ({Process.ExitStatus})";

    public void Start(string program)
    {
        if (IsRunning)
            throw new TestnetException($"node {Number} runs already");
        Process?.Dispose();
        Process = ChildProcess.Start(program, ["--config", folder.Configuration], folder.Log);
    }

    public async Task StopAsync()
    {
        if (IsPaused)
            Pause(false);
        if (Process is not null)
            await Process.StopAsync();
        State = null;
    }

    public async Task KillAsync()
    {
        if (Process is null || !IsRunning)
            throw new TestnetException($"node {Number} does not run");
        await Process.KillAsync();
        IsPaused = false;
        State = null;
    }

    public void Pause(bool pause)
    {
        if (Process is null || !IsRunning)
            throw new TestnetException($"node {Number} does not run");
        Process.Pause(pause);
        IsPaused = pause;
    }

    public void Dispose() => Process?.Dispose();
}
