using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using Spacemesh.Config;
using Spacemesh.Config.Flags;
using Spacemesh.Node;
using Spacemesh.Ports.Api;
using Spacemesh.Post.RandomX;

namespace Spacemesh.Tools.Node.Running;

/// <summary>The command line of the node itself, which go-spacemesh's users type: flags, and the words version, relay and help (spec 09b §1).</summary>
/// <param name="output">Standard output.</param>
/// <param name="error">Standard error.</param>
/// <param name="time">The clock.</param>
/// <param name="machine">What presets take from the machine; this one where it is null.</param>
internal sealed class NodeCommand(TextWriter output, TextWriter error, TimeProvider time, MachineProfile? machine = null) : INodeRestart, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly MachineProfile _machine = machine ?? MachineProfile.Current(RecommendedFlags, time);

    private static BuildInfo Build { get; } = new(
        Assembly.GetExecutingAssembly().GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "", "", "");

    /// <summary>Empty in builds without a version stamp.</summary>
    public static string Version => Build.Version;

    public void ShutDown() => _stop.Cancel();

    public void Dispose() => _stop.Dispose();

    public async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        CommandLine line;
        string? network;
        try
        {
            line = CommandLine.Parse(ConfigCommand.TakeNetwork(arguments, out network));
        }
        catch (FlagException e)
        {
            return Fail(e.Message, showUsage: true);
        }

        string word = line.Words.Count > 0 ? line.Words[0] : "";
        if (line.WantsHelp || word == "help")
            return Help(word == "help" ? line.Words.ElementAtOrDefault(1) ?? "" : word);
        switch (word)
        {
            case "":
                return await RunNodeAsync(line);
            case "config":
                return ConfigCommand.Run(line, network, _machine, output, error);
            case "completion":
                return Complete(line.Words.ElementAtOrDefault(1) ?? "");
            case "relay":
                return await RunRelayAsync(line);
            case "ping-peers":
                return await PingPeersAsync(line);
            case "version":
                await output.WriteLineAsync(Build.Version);
                return ExitStatus.Success;
            default:
                return Unknown(word);
        }
    }

    private int Help(string word)
    {
        var usage = new NodeUsage(output, _machine);
        if (word.Length > 0 && !usage.TryWriteCommand(word))
            return Unknown(word);
        if (word.Length == 0)
            usage.WriteHelp();
        return ExitStatus.Success;
    }

    private int Complete(string shell)
    {
        if (ShellCompletion.For(shell) is { } script)
            output.Write(script);
        else if (shell.Length == 0)
            new NodeUsage(output, _machine).TryWriteCommand("completion");
        else
            return Fail($"no completion for {shell}: bash, fish, powershell and zsh have one", showUsage: false);
        return ExitStatus.Success;
    }

    private int Unknown(string word)
    {
        error.Write($"Error: unknown command \"{word}\" for \"node\"\nRun 'node --help' for usage.\n");
        return ExitStatus.Failure;
    }

    /// <summary>Only a relay; its log goes to standard error.</summary>
    private Task<int> RunRelayAsync(CommandLine line) => WithConfigurationAsync(line, async configuration =>
    {
        await using var relay = await RelayNode.StartAsync(configuration, new NodeHost { Time = time, Output = error, Build = Build });
        await Task.WhenAny(Task.Delay(Timeout.InfiniteTimeSpan, time, _stop.Token), relay.Network.Failure);
        if (relay.Network.Failure.IsFaulted)
            await relay.Network.Failure;
        return ExitStatus.Success;
    });

    private Task<int> PingPeersAsync(CommandLine line) => WithConfigurationAsync(line, async configuration =>
        await PeerProbe.RunAsync(configuration, [.. line.Words.Skip(1)], new NodeHost { Time = time, Output = output, Build = Build }, _stop.Token)
            ? ExitStatus.Success
            : ExitStatus.Failure);

    private async Task<int> WithConfigurationAsync(CommandLine line, Func<NodeConfiguration, Task<int>> work)
    {
        NodeConfiguration configuration;
        try
        {
            configuration = NodeConfiguration.Load(line, _machine);
        }
        catch (ConfigurationException e)
        {
            return Fail(e.Message, showUsage: true);
        }

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        try
        {
            return await work(configuration);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return ExitStatus.Success;
        }
        catch (NodeStartException e)
        {
            return Fail(e.Message, e.ShowUsage);
        }
    }

    private async Task<int> RunNodeAsync(CommandLine line)
    {
        NodeConfiguration configuration;
        try
        {
            configuration = NodeConfiguration.Load(line, _machine);
        }
        catch (ConfigurationException e)
        {
            return Fail(e.Message, showUsage: true);
        }

        // A second signal while the node stops ends the process at once: nothing that matters is written then but by whole files and transactions.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        try
        {
            await using var node = await SpacemeshNode.StartAsync(
                configuration, new NodeHost { Time = time, Output = output, Build = Build, Restart = this }, _stop.Token);
            var stopped = new TaskCompletionSource();
            await using var registration = _stop.Token.Register(stopped.SetResult);
            if (await Task.WhenAny(stopped.Task, node.Completion) != stopped.Task)
                await node.Completion;
            return ExitStatus.Success;
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return ExitStatus.Success;
        }
        catch (NodeStartException e)
        {
            return Fail(e.Message, e.ShowUsage);
        }
        catch (Exception e)
        {
            if (DiskTrouble.Describe(e) is { } trouble)
                return Fail(trouble, showUsage: false);
            await error.WriteLineAsync($"Error: {e.Message}\n{e.StackTrace}");
            return ExitStatus.Failure;
        }
    }

    /// <summary>What RandomX is best with on this machine; the full-memory bit is never among them.</summary>
    private static uint RecommendedFlags => (uint)(RandomXLoader.RecommendedFlags(new RandomXOptions()) & ~RandomXFlags.FullMemory);

    private void Stop(PosixSignalContext signal)
    {
        if (_stop.IsCancellationRequested)
            return;
        signal.Cancel = true;
        _stop.Cancel();
    }

    private int Fail(string message, bool showUsage)
    {
        error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Error: {message}"));
        if (showUsage)
            new NodeUsage(error, _machine).WriteUsage();
        return ExitStatus.Failure;
    }
}
