using System.Diagnostics.CodeAnalysis;

namespace Spacemesh.Config.Flags;

/// <summary>A command line taken apart: flags with their values, and the words between them.</summary>
public sealed class CommandLine
{
    private readonly List<(NodeFlag Flag, object? Value)> _flags = [];
    private readonly List<string> _words = [];

    private CommandLine()
    {
    }

    /// <summary>What is no flag.</summary>
    public IReadOnlyList<string> Words => _words;

    /// <summary>Whether -h or --help was there.</summary>
    public bool WantsHelp { get; private set; }

    internal IReadOnlyList<(NodeFlag Flag, object? Value)> Flags => _flags;

    /// <exception cref="FlagException">A flag is unknown or its value is wrong.</exception>
    public static CommandLine Parse(IReadOnlyList<string> arguments)
    {
        var line = new CommandLine();
        for (int i = 0; i < arguments.Count; i++)
        {
            string argument = arguments[i];
            if (argument == "--")
            {
                line._words.AddRange(arguments.Skip(i + 1));
                break;
            }

            if (argument.StartsWith("--", StringComparison.Ordinal))
                line.ReadLong(argument, arguments, ref i);
            else if (argument.Length > 1 && argument[0] == '-')
                line.ReadShort(argument, arguments, ref i);
            else
                line._words.Add(argument);
        }

        return line;
    }

    /// <summary>The last text given for a flag that sets a text.</summary>
    public bool TryGetText(string name, [NotNullWhen(true)] out string? text)
    {
        text = _flags.LastOrDefault(given => given.Flag.Name == name).Value as string;
        return text is not null;
    }

    private void ReadLong(string argument, IReadOnlyList<string> arguments, ref int i)
    {
        int equals = argument.IndexOf('=', StringComparison.Ordinal);
        string name = equals < 0 ? argument[2..] : argument[2..equals];
        if (name.Length == 0 || name[0] is '-' or '=')
            throw new FlagException($"bad flag syntax: {argument}");
        if (name == "help")
        {
            WantsHelp = true;
            return;
        }

        var flag = NodeFlags.Find(name) ?? throw new FlagException($"unknown flag: --{name}");
        if (equals >= 0)
            Add(flag, argument[(equals + 1)..]);
        else if (flag.IsSwitch)
            Add(flag, "true");
        else if (++i < arguments.Count)
            Add(flag, arguments[i]);
        else
            throw new FlagException($"flag needs an argument: --{name}");
    }

    private void ReadShort(string argument, IReadOnlyList<string> arguments, ref int i)
    {
        if (argument[1] == 'h')
        {
            WantsHelp = true;
            return;
        }

        // No shorthand is a switch, so the first letter takes the rest.
        var flag = NodeFlags.Find(argument[1]) ?? throw new FlagException($"unknown shorthand flag: '{argument[1]}' in {argument}");
        string rest = argument[2..];
        if (rest.StartsWith('='))
            Add(flag, rest[1..]);
        else if (rest.Length > 0)
            Add(flag, rest);
        else if (++i < arguments.Count)
            Add(flag, arguments[i]);
        else
            throw new FlagException($"flag needs an argument: '{argument[1]}' in {argument}");
    }

    private void Add(NodeFlag flag, string text)
    {
        try
        {
            _flags.Add((flag, flag.Kind.Parse(text)));
        }
        catch (FormatException e)
        {
            throw new FlagException($"invalid argument {Quoted(text)} for \"{flag}\" flag: {e.Message}");
        }
    }

    private static string Quoted(string text) =>
        "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal) + "\"";
}
