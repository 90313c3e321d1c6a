using System.Text;

namespace Spacemesh.Smcli.Shell;

/// <summary>A table drawn with <c>+ - |</c>, as wide as its cells, under an optional title.</summary>
public sealed class TextTable(params string[] headers)
{
    private readonly List<string[]> _rows = [];

    public string? Title { get; init; }

    public void Add(params string[] cells)
    {
        if (cells.Length != headers.Length)
            throw new ArgumentException($"{cells.Length} cells given, the table has {headers.Length} columns", nameof(cells));
        _rows.Add(cells);
    }

    public override string ToString()
    {
        string[] head = [.. headers.Select(header => header.ToUpperInvariant())];
        int[] widths = [.. Enumerable.Range(0, headers.Length).Select(column => _rows.Append(head).Max(row => row[column].Length))];
        string rule = $"+{string.Join('+', widths.Select(width => new string('-', width + 2)))}+\n";
        string Line(string[] cells) => $"| {string.Join(" | ", cells.Select((cell, column) => cell.PadRight(widths[column])))} |\n";

        var text = new StringBuilder();
        if (Title is not null)
            text.Append($"+{new string('-', rule.Length - 3)}+\n| {Title.PadRight(rule.Length - 5)} |\n");
        text.Append(rule).Append(Line(head)).Append(rule);
        foreach (string[] row in _rows)
            text.Append(Line(row));
        return text.Append(rule).ToString();
    }
}
