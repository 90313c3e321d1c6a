using System.CommandLine;
using Spacemesh.Config.Flags;
using Spacemesh.Ports.Storage;
using Spacemesh.Primitives;
using Spacemesh.Storage.Sqlite.Operations;
using Spacemesh.Tools.Node.Commands;

namespace Spacemesh.Tools.Node;

/// <summary>The command line of <c>spacemesh</c>: parses, runs, prints, and turns errors into an exit status.</summary>
internal static class SpacemeshCli
{
    public static Task<int> RunAsync(IReadOnlyList<string> arguments, TextReader input, TextWriter output, TextWriter error, TimeProvider time)
    {
        var terminal = new Terminal(input, output, error, time);
        var root = Build(terminal);
        return root.Parse(arguments).InvokeAsync(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false });
    }

    /// <summary>Whether the first word that is no flag's value names one of the operator's commands.</summary>
    public static bool Handles(IReadOnlyList<string> arguments, Func<string, NodeFlag?> findFlag)
    {
        var commands = Build(new Terminal(TextReader.Null, TextWriter.Null, TextWriter.Null, TimeProvider.System)).Subcommands.Select(command => command.Name).ToHashSet(StringComparer.Ordinal);
        for (int i = 0; i < arguments.Count; i++)
        {
            string argument = arguments[i];
            if (!argument.StartsWith('-'))
                return commands.Contains(argument);
            string name = argument.TrimStart('-');
            bool isLong = argument.StartsWith("--", StringComparison.Ordinal);
            var flag = isLong ? findFlag(name) : NodeFlags.Find(name.Length > 0 ? name[0] : '-');
            if (flag is { IsSwitch: false } && (isLong || name.Length == 1))
                i++;
        }

        return false;
    }

    /// <summary>The operator's commands with what stands below each.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Subcommands() =>
        Build(new Terminal(TextReader.Null, TextWriter.Null, TextWriter.Null, TimeProvider.System)).Subcommands
            .ToDictionary(command => command.Name, command => (IReadOnlyList<string>)[.. command.Subcommands.Select(below => below.Name)], StringComparer.Ordinal);

    private static RootCommand Build(Terminal terminal)
    {
        var root = new RootCommand("Spacemesh node and its operator's commands. The commands that change something need the node stopped.");
        var options = new CommonOptions();
        options.AddTo(root);
        var commands = new CommandFactory(options, terminal);
        root.Subcommands.Add(CheckpointCommands.Create(commands));
        root.Subcommands.Add(AtxCommands.Create(commands));
        root.Subcommands.Add(DatabaseCommands.Create(commands));
        var poet = PoetCommands.Create(commands);
        PoetServerCommands.AddTo(poet, commands);
        root.Subcommands.Add(poet);
        root.Subcommands.Add(IdentityCommands.Create(commands));
        root.Subcommands.Add(CertificateCommands.Create(commands));
        root.Subcommands.Add(WeightCommand.Create(commands));
        root.Subcommands.Add(ReleaseCommand.Create(commands));
        root.Subcommands.Add(RestartCommand.Create(commands));
        root.Subcommands.Add(RewardsCommands.Create(commands));
        return root;
    }

    /// <summary>Runs a command's work; every expected failure becomes one line on standard error.</summary>
    internal static int Guard(Terminal terminal, ProgressLine progress, Func<int> work)
    {
        try
        {
            int status = work();
            progress.Clear();
            return status;
        }
        catch (Exception exception) when (exception is OperationException or StorageException or InvalidOptionException or IOException or UnauthorizedAccessException)
        {
            progress.Clear();
            terminal.Error.WriteLine("Error: " + exception.Message);
            return ExitStatus.Failure;
        }
        catch (OperationCanceledException)
        {
            progress.Clear();
            terminal.Error.WriteLine("Stopped. Nothing was changed.");
            return ExitStatus.Interrupted;
        }
    }
}
