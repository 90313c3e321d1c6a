using System.CommandLine;

namespace Spacemesh.Smcli.CommandLine;

/// <summary>A command, what its help says, and what it does. A command without action groups others.</summary>
public sealed class CliCommand : Command
{
    private readonly Argument<string[]> _operands = new("arguments") { Arity = ArgumentArity.ZeroOrMore };

    /// <param name="name">Name on the command line.</param>
    /// <param name="summary">One line for the list of commands.</param>
    /// <param name="use">What follows the name in the usage line.</param>
    public CliCommand(string name, string summary, string use = "")
        : base(name, summary)
    {
        Use = use;
        Add(_operands);
    }

    public string Use { get; }

    /// <summary>Text at the top of its help; null repeats the summary.</summary>
    public string? LongText { get; init; }

    /// <summary>Fewest and most operands.</summary>
    public (int Least, int Most) Operands { get; init; }

    public Func<Invocation, Task>? Run { get; init; }

    /// <summary>The operands of a parsed command line.</summary>
    public IReadOnlyList<string> OperandsOf(ParseResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return result.GetValue(_operands) ?? [];
    }

    public CliCommand With(params Symbol[] parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        foreach (var part in parts)
        {
            if (part is Option option)
                Add(option);
            else
                Add((Command)part);
        }

        return this;
    }
}
