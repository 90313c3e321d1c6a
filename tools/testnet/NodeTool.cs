using System.Diagnostics;

namespace Spacemesh.Tools.Testnet;

/// <summary>The operator's commands of the node's program, over a node's data folder.</summary>
internal sealed class NodeTool(string program)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>Takes over another node's state, which is checked first; that node may run.</summary>
    public Task CopyFromAsync(NodeFolder from, NodeFolder to)
    {
        Directory.CreateDirectory(to.Data);
        File.Copy(Path.Combine(from.Data, "genesis.json"), Path.Combine(to.Data, "genesis.json"), overwrite: true);
        return RunAsync(to, "db", "copy-from", from.Data);
    }

    /// <summary>Writes a checkpoint of a node's state at the end of a layer, and returns its file; the node may run.</summary>
    public async Task<string> CheckpointAsync(NodeFolder node, uint layer)
    {
        string number = layer.ToString(System.Globalization.CultureInfo.InvariantCulture);
        await RunAsync(node, "checkpoint", "create", number);
        string file = Path.Combine(node.Data, "checkpoint", $"snapshot-{number}");
        return File.Exists(file) ? file : throw new TestnetException($"{file} was not written");
    }

    private async Task RunAsync(NodeFolder node, params string[] command)
    {
        var start = new ProcessStartInfo(ChildProcess.Runtime) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in (string[])[program, .. command, "--data-folder", node.Data, "--filelock", Path.Combine(node.Path, "node.lock"), "--preset", TestnetPlan.Preset])
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start) ?? throw new TestnetException($"{program} does not start");
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw new TestnetException($"spacemesh {string.Join(' ', command)} does not end");
        }

        if (process.ExitCode != 0)
            throw new TestnetException($"spacemesh {string.Join(' ', command)}: {(await error).Trim()} {(await output).Trim()}");
    }
}
