using System.CommandLine;

namespace Spacemesh.Tools.Node;

/// <summary>Makes commands out of a name, a description, parameters and the work.</summary>
internal sealed class CommandFactory(CommonOptions options, Terminal terminal)
{
    public Command Create(string name, string description, IEnumerable<Symbol> parameters, Func<CommandContext, int> work)
    {
        var command = new Command(name, description);
        foreach (var parameter in parameters)
        {
            if (parameter is Option option)
                command.Options.Add(option);
            else
                command.Arguments.Add((Argument)parameter);
        }

        // On the pool's thread, so that Ctrl-C can interrupt a long statement.
        command.SetAction((parsed, cancellationToken) => Task.Run(() => Run(parsed, work, cancellationToken), CancellationToken.None));
        return command;
    }

    /// <summary>A command that waits for others. It has a thread of its own to wait on.</summary>
    public Command Create(string name, string description, IEnumerable<Symbol> parameters, Func<CommandContext, Task<int>> work) =>
#pragma warning disable VSTHRD002
        Create(name, description, parameters, context => work(context).GetAwaiter().GetResult());
#pragma warning restore VSTHRD002

    private int Run(ParseResult parsed, Func<CommandContext, int> work, CancellationToken cancellationToken)
    {
        var progress = new ProgressLine(terminal.Error, terminal.Time, rewrite: ReferenceEquals(terminal.Error, Console.Error) && !Console.IsErrorRedirected);
        return SpacemeshCli.Guard(terminal, progress, () => work(new CommandContext(parsed, options, terminal, progress, cancellationToken)));
    }
}
