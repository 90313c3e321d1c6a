using System.Text;

namespace Spacemesh.Smcli.Shell;

/// <summary>A line typed with completion and history. Where no keys can be read, lines are read as they come.</summary>
internal sealed class LineEditor(ITerminal terminal, Func<string, IReadOnlyList<string>> complete)
{
    private const int MaxHistory = 200;

    private readonly List<string> _history = [];

    /// <summary>The line; null at the end of the input.</summary>
    public string? Read(string prompt)
    {
        terminal.Out.Write(prompt);
        terminal.Out.Flush();
        if (terminal is not SystemTerminal || !terminal.IsInteractive)
            return terminal.In.ReadLine();
        string? line = Edit(prompt);
        terminal.Out.Write('\n');
        if (!string.IsNullOrWhiteSpace(line))
        {
            _history.Add(line);
            if (_history.Count > MaxHistory)
                _history.RemoveAt(0);
        }

        return line;
    }

    /// <summary>The line after Tab: the longest common continuation of its last word; several possibilities are listed.</summary>
    internal static (string Line, IReadOnlyList<string> Choices) Complete(string line, Func<string, IReadOnlyList<string>> complete)
    {
        string word = line[(line.LastIndexOf(' ') + 1)..];
        var choices = complete(line).Where(choice => choice.StartsWith(word, StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList();
        if (choices.Count == 0)
            return (line, []);
        string common = choices.Aggregate((a, b) => a[..a.Zip(b).TakeWhile(pair => pair.First == pair.Second).Count()]);
        string longer = line[..^word.Length] + common;
        return choices.Count == 1 ? ($"{longer} ", []) : (longer, choices);
    }

    private string? Edit(string prompt)
    {
        var line = new StringBuilder();
        int recalled = _history.Count;
        while (true)
        {
            var key = Console.ReadKey(intercept: true);
            switch (key.Key)
            {
                case ConsoleKey.Enter:
                    return line.ToString();
                case ConsoleKey.D when key.Modifiers == ConsoleModifiers.Control && line.Length == 0:
                    return null;
                case ConsoleKey.Backspace:
                    if (line.Length > 0)
                        line.Length--;
                    break;
                case ConsoleKey.Tab:
                    var (longer, choices) = Complete(line.ToString(), complete);
                    line.Clear().Append(longer);
                    if (choices.Count > 0)
                        terminal.Out.Write($"\n{string.Join("  ", choices)}\n");
                    break;
                case ConsoleKey.UpArrow or ConsoleKey.DownArrow:
                    recalled = Math.Clamp(recalled + (key.Key == ConsoleKey.UpArrow ? -1 : 1), 0, _history.Count);
                    line.Clear().Append(recalled < _history.Count ? _history[recalled] : "");
                    break;
                default:
                    if (!char.IsControl(key.KeyChar))
                        line.Append(key.KeyChar);
                    break;
            }

            terminal.Out.Write($"\r\x1b[K{prompt}{line}");
            terminal.Out.Flush();
        }
    }
}
