using Spectre.Console;

namespace Spacemesh.Tools.Node;

/// <summary>Where a command reads and prints: tables to standard output, progress and errors to standard error.</summary>
internal sealed class Terminal
{
    /// <summary>Wide enough for ids where the output is not a screen.</summary>
    private const int PlainWidth = 200;

    public Terminal(TextReader input, TextWriter output, TextWriter error, TimeProvider time)
    {
        Input = input;
        Output = output;
        Error = error;
        Time = time;
        Console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        if (!ReferenceEquals(output, System.Console.Out) || System.Console.IsOutputRedirected)
            Console.Profile.Width = PlainWidth;
    }

    public TextReader Input { get; }

    public TextWriter Output { get; }

    public TextWriter Error { get; }

    public TimeProvider Time { get; }

    /// <summary>Whether somebody types at a keyboard.</summary>
    public bool IsInteractive => ReferenceEquals(Input, System.Console.In) && !System.Console.IsInputRedirected;

    private IAnsiConsole Console { get; }

    public void Line(string text) => Output.WriteLine(text);

    /// <summary>A table; the cells are plain text.</summary>
    public void Table(IEnumerable<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (string column in columns)
            table.AddColumn(new TableColumn(new Text(column)));
        foreach (var row in rows)
            table.AddRow(row.Select(cell => new Text(cell)));
        Console.Write(table);
    }

    /// <summary>Two columns of names and values, without a head.</summary>
    public void Facts(params IEnumerable<(string Name, string Value)> facts)
    {
        var grid = new Grid().AddColumn().AddColumn();
        foreach (var (name, value) in facts)
            grid.AddRow(new Text(name), new Text(value));
        Console.Write(grid);
    }

    /// <summary>Asks before something is removed; only <c>y</c> or <c>yes</c> agrees.</summary>
    public bool Confirm(string question)
    {
        Error.Write(question + " [y/N] ");
        return Input.ReadLine()?.Trim() is { } answer
            && (answer.Equals("y", StringComparison.OrdinalIgnoreCase) || answer.Equals("yes", StringComparison.OrdinalIgnoreCase));
    }
}
