using System.Buffers.Binary;
using System.Text.Json;
using Spacemesh.Primitives;
using Spacemesh.Services.Checkpoint.Bootstrap;

namespace Spacemesh.Tools.Bootstrapper;

/// <summary>The program: one update, or a server that makes them in time for a test network (spec 09b §12).</summary>
internal sealed class BootstrapperCommand(BootstrapperArguments arguments, TextWriter log, HttpClient http, TimeProvider time)
{
    private const int QueryTries = 3;
    private const int SetTries = 10;
    private static readonly TimeSpan QueryPause = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan SetPause = TimeSpan.FromSeconds(10);

    private readonly UpdateFiles _files = new(arguments.DataFolder);

    public static async Task<int> RunAsync(
        IReadOnlyList<string> words, TextWriter output, TextWriter error, HttpClient http, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            var arguments = BootstrapperArguments.Parse(words);
            if (arguments.Help)
            {
                await output.WriteAsync(BootstrapperArguments.Usage.ReplaceLineEndings("\n"));
                return 0;
            }

            if (arguments.Epochs.Count == 0)
                throw new BootstrapperException("epoch not specified");
            var command = new BootstrapperCommand(arguments, error, http, time);
            await (arguments.ServeUpdate ? command.ServeAsync(cancellationToken) : command.MakeOneAsync(cancellationToken));
            return 0;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return 0;
        }
        catch (Exception exception) when (exception is BootstrapperException or BootstrapException or IOException or UnauthorizedAccessException)
        {
            await error.WriteAsync($"Error: {exception.Message}\n{BootstrapperArguments.Usage.ReplaceLineEndings("\n")}\n{exception.Message}\n");
            return 1;
        }
    }

    private async Task MakeOneAsync(CancellationToken cancellationToken)
    {
        if (arguments.Epochs is not [var epoch])
            throw new BootstrapperException("too many epochs specified");
        if (!arguments.Beacon && !arguments.Actives)
            throw new BootstrapperException("no action specified via --beacon or --actives");
        if (arguments.Beacon && arguments.BitcoinEndpoint.Length == 0)
            throw new BootstrapperException("missing bitcoin endpoint for beacon generation");
        if (arguments.Actives && arguments.SpacemeshEndpoint.Length == 0)
            throw new BootstrapperException("missing spacemesh endpoint for active set generation");
        if (!Uri.TryCreate(arguments.Out, UriKind.Absolute, out var target) || target.Scheme is not ("gs" or "file"))
            throw new BootstrapperException($"--out: '{arguments.Out}' is neither a gs nor a file address");
        var beacon = arguments.Beacon ? await BitcoinBeacon.GetAsync(http, arguments.BitcoinEndpoint, cancellationToken) : default;
        IReadOnlyList<AtxId> actives = [];
        if (arguments.Actives)
        {
            using var node = new NodeQueries(arguments.SpacemeshEndpoint, time);
            actives = await node.ActiveSetAsync(epoch, cancellationToken);
        }

        string suffix = (arguments.Beacon, arguments.Actives) switch
        {
            (true, true) => BootstrapNames.Both,
            (true, false) => BootstrapNames.Beacon,
            _ => BootstrapNames.ActiveSet,
        };
        string path = _files.Save(new BootstrapUpdate(epoch, beacon, actives), suffix);
        Log("generated update", path);
        if (target.IsFile)
            File.Copy(path, Path.Combine(target.LocalPath, Path.GetFileName(path)), overwrite: true);
        else
            throw new BootstrapperException($"{path} is written; this program does not upload to Google Cloud Storage: run 'gcloud storage cp {path} {arguments.Out}', or give --out=file:///FOLDER");
    }

    private async Task ServeAsync(CancellationToken cancellationToken)
    {
        if (arguments.SpacemeshEndpoint.Length == 0)
            throw new BootstrapperException("missing spacemesh endpoint for active set generation");
        await using var server = await UpdateServer.StartAsync(arguments.DataFolder, arguments.Port, cancellationToken);
        Log("serving updates", $"port {server.Port}");
        using var node = new NodeQueries(arguments.SpacemeshEndpoint, time);
        var network = await TryAsync(() => node.NetworkAsync(cancellationToken), QueryTries, QueryPause, cancellationToken);
        var listed = arguments.Epochs.Order().ToList();
        foreach (var epoch in listed)
        {
            await WaitAsync(network, epoch, -(long)arguments.EpochOffset, cancellationToken);
            var set = await TryAsync(() => node.ActiveSetAsync(epoch, cancellationToken), SetTries, SetPause, cancellationToken);
            Log("generated update", _files.Save(new BootstrapUpdate(epoch, BeaconOf(epoch), set), BootstrapNames.Both));
        }

        for (var epoch = listed[^1]; arguments.Fallback; epoch = epoch.Add(1))
        {
            await WaitAsync(network, epoch, arguments.EpochOffset, cancellationToken);
            var of = epoch;
            var set = await TryAsync(() => node.ActiveSetAsync(of, cancellationToken), SetTries, SetPause, cancellationToken);
            Log("generated fallback", _files.Save(new BootstrapUpdate(epoch, default, [.. set.Take(set.Count * 3 / 4)]), BootstrapNames.ActiveSet));
            await WaitAsync(network, epoch.Add(1), -(long)arguments.EpochOffset, cancellationToken);
            Log("generated fallback", _files.Save(new BootstrapUpdate(epoch.Add(1), BeaconOf(epoch.Add(1)), []), BootstrapNames.Beacon));
        }

        await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken);
    }

    /// <summary>Test networks have the epoch's number as their beacon.</summary>
    private static Beacon BeaconOf(EpochId epoch)
    {
        Span<byte> bytes = stackalloc byte[Beacon.Size];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, epoch.Value);
        return Beacon.FromBytes(bytes);
    }

    /// <summary>Waits for a moment some layers after, or before, an epoch's begin.</summary>
    private async Task WaitAsync(NetworkParameters network, EpochId epoch, long layers, CancellationToken cancellationToken)
    {
        var moment = network.GenesisTime + (network.LayerDuration * ((long)epoch.Value * network.LayersPerEpoch + layers));
        while (moment - time.GetUtcNow() is var left && left > TimeSpan.Zero)
            await Task.Delay(left < TimeSpan.FromHours(1) ? left : TimeSpan.FromHours(1), time, cancellationToken);
    }

    private async Task<T> TryAsync<T>(Func<Task<T>> work, int tries, TimeSpan pause, CancellationToken cancellationToken)
    {
        for (int left = tries; ;)
        {
            try
            {
                return await work();
            }
            catch (BootstrapperException exception) when (--left > 0)
            {
                Log("trying again", exception.Message);
                await Task.Delay(pause, time, cancellationToken);
            }
        }
    }

    private void Log(string message, string detail)
    {
        if (arguments.Level is "error" or "fatal" or "panic" or "dpanic" or "warn")
            return;
        log.WriteLine(JsonSerializer.Serialize(new { L = "INFO", T = time.GetUtcNow(), N = "bootstrapper", M = message, detail }));
    }
}
