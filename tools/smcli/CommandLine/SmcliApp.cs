using System.CommandLine;
using System.Globalization;
using System.Net.Sockets;
using Spacemesh.Crypto.Addresses;
using Spacemesh.Rpc;
using Spacemesh.Smcli.Commands;
using Spacemesh.Smcli.Shell;
using Spacemesh.Wallet;
using Spacemesh.Wallet.Ledger;

namespace Spacemesh.Smcli.CommandLine;

/// <summary>The command tree and how a command line becomes a run: errors to standard error, exit status 1 (spec 07 §21).</summary>
public sealed class SmcliApp
{
    private static readonly ParserConfiguration Parsing = new() { ResponseFileTokenReplacer = null };

    private readonly ITerminal _terminal;
    private readonly ILedgerDevices _ledgers;
    private readonly CliCommand _root;
    private readonly NodeOptions _node = new();
    private readonly Option<string> _config = new("--config") { Description = "config file (default is $HOME/.smcli.yaml)", Recursive = true };
    private readonly Option<bool> _toggle = new("--toggle", "-t") { Description = "Help message for toggle" };

    /// <param name="terminal">Where commands read and write.</param>
    /// <param name="ledgers">Ledger devices; this machine's where none are given.</param>
    public SmcliApp(ITerminal terminal, ILedgerDevices? ledgers = null)
    {
        ArgumentNullException.ThrowIfNull(terminal);
        _terminal = terminal;
        _ledgers = ledgers ?? LedgerDevices.OfThisMachine(terminal.Time);
        _root = new CliCommand("smcli", "smcli is your terminal's connection to the Spacemesh network.")
        {
            LongText = "smcli is your terminal's connection to the Spacemesh network.\n\n"
                + "This tool provides an ergonomic set of tools for managing a wallet.",
        };
        var node = _node;
        _root.With(_config, _toggle)
            .With(
                WalletCommands.Create(),
                GenesisCommands.Create(),
                CompletionCommand.Create(),
                new CliCommand("help", "Help about any command", "[command]") { Operands = (0, int.MaxValue), Run = HelpAsync })
            .With(AccountCommands.Create(node))
            .With(MultisigCommands.Create(node), VaultCommands.Create(node), SmeshCommands.Create(node));
    }

    /// <summary>Runs one command line; without any words the interactive shell, where there is somebody to type.</summary>
    /// <returns>The exit status.</returns>
    public async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        if (arguments.Count == 0 && _terminal.IsInteractive)
            return await new InteractiveShell(this, _terminal).RunAsync(cancellation);
        return await RunAsync(arguments, inShell: false, cancellation);
    }

    /// <summary>What could follow an unfinished command line.</summary>
    public IReadOnlyList<string> Complete(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        // The parser takes the first word for the program's name.
        return [.. _root.Parse($"smcli {line}", Parsing).GetCompletions(line.Length + 6).Select(item => item.Label).Distinct(StringComparer.Ordinal)];
    }

    internal async Task<int> RunAsync(IReadOnlyList<string> arguments, bool inShell, CancellationToken cancellation)
    {
        if (arguments is ["__complete", ..])
        {
            foreach (string word in Complete(string.Join(' ', arguments.Skip(1))))
                await _terminal.Out.WriteLineAsync(word);
            return 0;
        }

        // Help is ours: the library's option would print its own layout.
        int end = arguments.ToList().IndexOf("--");
        var flags = arguments.Take(end < 0 ? arguments.Count : end).ToList();
        bool wantsHelp = flags.RemoveAll(word => word is "-h" or "--help") > 0;
        var result = _root.Parse(flags.Concat(arguments.Skip(end < 0 ? arguments.Count : end)).ToArray(), Parsing);
        var command = (CliCommand)result.CommandResult.Command;
        string path = string.Join(' ', Line(command).Reverse().Select(step => step.Name));
        try
        {
            var operands = command.OperandsOf(result);
            RefuseFlags(result, operands, flags);
            if (wantsHelp)
            {
                await _terminal.Out.WriteAsync(HelpText.Help(command, path));
                return 0;
            }

            if (command.Run is null)
            {
                if (command == _root && operands.Count > 0)
                    throw new CommandException($"unknown command \"{operands[0]}\" for \"smcli\"\nRun 'smcli --help' for usage.");
                await _terminal.Out.WriteAsync(HelpText.Help(command, path));
                return 0;
            }

            CheckCount(command, operands.Count);
            ReadConfig(result);
            await command.Run(new Invocation(result, operands, _terminal, _ledgers, inShell, cancellation));
            return 0;
        }
        catch (CommandException exception)
        {
            string message = exception.IsAbort ? $"{LogTime()} {exception.Message}\n" : $"Error: {exception.Message}\n";
            await _terminal.Error.WriteAsync(exception.ShowsUsage ? $"{message}{HelpText.Usage(command, path)}\n" : message);
        }
        catch (Exception exception) when (Explain(exception) is { } message)
        {
            await _terminal.Error.WriteAsync($"Error: {message}\n");
        }

        return 1;
    }

    internal string LogTime() => _terminal.Time.GetLocalNow().ToString("yyyy/MM/dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static IEnumerable<Command> Line(Command command)
    {
        for (Command? step = command; step is not null; step = step.Parents.OfType<Command>().FirstOrDefault())
            yield return step;
    }

    /// <summary>What an expected failure tells the user; null for a bug.</summary>
    private static string? Explain(Exception exception) => exception switch
    {
        WalletException or AddressFormatException => exception.Message,
        RpcException { Code: StatusCode.Unavailable } rpc => $"the node does not answer: {rpc.Message}",
        RpcException rpc => $"the node refuses: {rpc.Message} ({rpc.Code})",
        IOException or UnauthorizedAccessException or SocketException => exception.Message,
        OperationCanceledException => "interrupted",
        _ => null,
    };

    private static void CheckCount(CliCommand command, int count)
    {
        var (least, most) = command.Operands;
        if (least == most && least > 0 && count != least)
            throw new CommandException($"accepts {least} arg(s), received {count}") { ShowsUsage = true };
        if (count > most)
            throw new CommandException($"accepts at most {most} arg(s), received {count}") { ShowsUsage = true };
        if (count < least)
            throw new CommandException($"requires at least {least} arg(s), only received {count}") { ShowsUsage = true };
    }

    /// <summary>Words that look like flags and are none, and flags without a value.</summary>
    private static void RefuseFlags(ParseResult result, IReadOnlyList<string> operands, List<string> flags)
    {
        string? unknown = operands.Concat(result.UnmatchedTokens).FirstOrDefault(word => word.Length > 1 && word[0] == '-' && flags.Contains(word));
        if (unknown is not null)
        {
            string name = unknown.Split('=')[0];
            throw new CommandException(name.StartsWith("--", StringComparison.Ordinal)
                ? $"unknown flag: {name}"
                : $"unknown shorthand flag: '{name[1]}' in {name}") { ShowsUsage = true };
        }

        foreach (var error in result.Errors)
        {
            if (error.SymbolResult is System.CommandLine.Parsing.OptionResult { Tokens.Count: 0 } option)
                throw new CommandException($"flag needs an argument: {option.IdentifierToken?.Value}") { ShowsUsage = true };
            // A group without a command shows its help.
            if (error.SymbolResult is not System.CommandLine.Parsing.CommandResult)
                throw new CommandException(error.Message) { ShowsUsage = true };
        }
    }

    private void ReadConfig(ParseResult result)
    {
        string path = result.GetValue(_config) ?? Path.Combine(_terminal.HomeDirectory, ".spacemesh", "config.yaml");
        if (ConfigFile.TryRead(path, _terminal.WorkingDirectory) is { } file)
        {
            _terminal.Error.Write($"Using config file: {file.Path}\n");
            _node.Configured = file;
        }
        else
        {
            _node.Configured = null;
        }
    }

    private async Task HelpAsync(Invocation invocation)
    {
        CliCommand command = _root;
        string path = "smcli";
        foreach (string word in invocation.Operands)
        {
            command = command.Subcommands.OfType<CliCommand>().FirstOrDefault(child => child.Name == word)
                ?? throw new CommandException($"unknown help topic `{string.Join(' ', invocation.Operands)}`");
            path += $" {word}";
        }

        await invocation.Out.WriteAsync(HelpText.Help(command, path));
    }
}
