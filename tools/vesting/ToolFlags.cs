using System.Text;

namespace Spacemesh.Vesting;

/// <summary>Flags with one or two dashes, values behind <c>=</c> or as the next word, as these tools have always taken them.</summary>
internal sealed class ToolFlags(string program)
{
    private readonly SortedDictionary<string, Flag> _flags = new(StringComparer.Ordinal);

    public void Add(string name, string? kind, string text, Func<string, string?> set) => _flags[name] = new Flag(kind, text, set);

    /// <summary>Reads the arguments; the text says what is wrong, null that nothing is. A first word without dash ends the flags.</summary>
    public string? Parse(IReadOnlyList<string> arguments)
    {
        for (int i = 0; i < arguments.Count; i++)
        {
            string word = arguments[i];
            if (word.Length < 2 || word[0] != '-' || word == "--")
                return null;
            string[] parts = word[(word.StartsWith("--", StringComparison.Ordinal) ? 2 : 1)..].Split('=', 2);
            if (parts[0].Length == 0 || parts[0][0] == '-')
                return Wrong($"bad flag syntax: {word}");
            if (parts[0] is "h" or "help" && !_flags.ContainsKey(parts[0]))
                return Usage();
            if (!_flags.TryGetValue(parts[0], out var flag))
                return Wrong($"flag provided but not defined: -{parts[0]}");
            if (parts.Length == 1 && flag.Kind is not null && ++i == arguments.Count)
                return Wrong($"flag needs an argument: -{parts[0]}");
            string value = parts.Length == 2 ? parts[1] : flag.Kind is null ? "true" : arguments[i];
            if (flag.Set(value) is { } problem)
                return Wrong($"invalid value \"{value}\" for flag -{parts[0]}: {problem}");
        }

        return null;
    }

    private string Wrong(string problem) => $"{problem}\n{Usage()}";

    private string Usage()
    {
        var text = new StringBuilder($"Usage of {program}:\n");
        foreach (var (name, flag) in _flags)
            text.Append($"  -{name}{(flag.Kind is null ? "" : $" {flag.Kind}")}\n    \t{flag.Text}\n");
        return text.ToString();
    }

    private sealed record Flag(string? Kind, string Text, Func<string, string?> Set);
}
