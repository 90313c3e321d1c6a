using System.Text.RegularExpressions;

namespace Spacemesh.Node.Tests.Vectors;

/// <summary>A help text taken apart into what scripts and users' fingers depend on; the sentences are left out.</summary>
internal sealed partial record HelpText(string Error, string Usage, IReadOnlyList<string> Commands, IReadOnlyDictionary<string, HelpText.Flag> Flags, string Last)
{
    public sealed record Flag(string Shorthand, string Type, string Default);

    public static HelpText Parse(string text)
    {
        string error = "", usage = "", section = "", last = "";
        var commands = new List<string>();
        var flags = new SortedDictionary<string, Flag>(StringComparer.Ordinal);
        foreach (string line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            if (line.StartsWith("Error: ", StringComparison.Ordinal) || line.StartsWith("Run '", StringComparison.Ordinal))
                error += line + "\n";
            else if (line.Length > 0 && line[0] != ' ' && line.EndsWith(':'))
                section = line;
            else if (line.StartsWith("Use \"", StringComparison.Ordinal))
                last = line;
            else if (line.StartsWith("  ", StringComparison.Ordinal) && section == "Usage:")
                usage += line + "\n";
            else if (line.StartsWith("  ", StringComparison.Ordinal) && section == "Available Commands:")
                commands.Add(line.Trim().Split(' ')[0]);
            else if (FlagLine().Match(line) is { Success: true } flag)
                flags[flag.Groups["name"].Value] = new Flag(flag.Groups["letter"].Value, flag.Groups["type"].Value, Accounts(flag.Groups["default"].Value));
            else if (ContinuationDefault().Match(line) is { Success: true } more && flags.Count > 0)
                Complete(flags, more.Groups["default"].Value, text, line);
        }

        return new HelpText(error, usage, commands, flags, last);
    }

    // A description of several lines has its default at the end of the last one.
    private static void Complete(SortedDictionary<string, Flag> flags, string value, string text, string line)
    {
        string before = text[..text.IndexOf(line, StringComparison.Ordinal)];
        string name = FlagLine().Matches(before)[^1].Groups["name"].Value;
        flags[name] = flags[name] with { Default = value };
    }

    // Their order is random in the reference.
    private static string Accounts(string value) => value.Contains("1qqqq", StringComparison.Ordinal) ? string.Join(',', value.Split(',').Order(StringComparer.Ordinal)) : value;

    [GeneratedRegex(@"^ {2}(?:-(?<letter>\w), | {4})--(?<name>[a-z0-9-]+)(?: (?<type>[^ ]+))?(?: {2,}(?:(?!\(default ).)*?(?:\(default (?<default>.*)\))?)?\s*$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex FlagLine();

    [GeneratedRegex(@"^ {20,}[^ -].*\(default (?<default>.*)\)$", RegexOptions.ExplicitCapture)]
    private static partial Regex ContinuationDefault();
}
