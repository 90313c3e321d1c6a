using System.Globalization;

namespace Spacemesh.Postcli;

/// <summary>Flags as the reference's flag package reads them: one dash or two, <c>-name value</c> or <c>-name=value</c>, switches without a value.</summary>
public sealed class FlagSet(string program)
{
    private readonly SortedDictionary<string, Flag> _flags = new(StringComparer.Ordinal);
    private readonly HashSet<string> _given = new(StringComparer.Ordinal);

    /// <summary>What follows the reference's flags in the usage text.</summary>
    public string Epilogue { get; set; } = "";

    /// <summary>Whether the flag was on the command line.</summary>
    public bool IsGiven(string name) => _given.Contains(name);

    public void Add(string name, string type, string usage, string? defaultText, Action<string> set, bool isSwitch = false, bool hidden = false) =>
        _flags.Add(name, new Flag(type, usage, defaultText, set, isSwitch, hidden));

    public void AddUnsigned(string name, string usage, ulong defaultValue, Action<ulong> set, ulong maximum = ulong.MaxValue, bool hidden = false) =>
        Add(name, "uint", usage, defaultValue == 0 ? null : defaultValue.ToString(CultureInfo.InvariantCulture), text => set(Unsigned(text, maximum)), hidden: hidden);

    public void AddInteger(string name, string usage, Action<long> set) => Add(name, "int", usage, null, text => set(Integer(text)));

    public void AddSwitch(string name, string usage, Action<bool> set, bool hidden = false) =>
        Add(name, "", usage, null, text => set(Truth(text)), isSwitch: true, hidden);

    /// <summary>Reads the arguments up to the first that is no flag.</summary>
    /// <exception cref="ExitException">Code 0 after a request for help, 2 after a mistake; the usage text is written.</exception>
    public void Parse(IReadOnlyList<string> arguments, TextWriter error)
    {
        for (int i = 0; i < arguments.Count; i++)
        {
            string argument = arguments[i];
            if (argument.Length < 2 || argument[0] != '-' || argument == "--")
                return;
            string name = argument.StartsWith("--", StringComparison.Ordinal) ? argument[2..] : argument[1..];
            if (name.Length == 0 || name[0] is '-' or '=')
                throw Mistake(error, $"bad flag syntax: {argument}");
            string? value = null;
            int equals = name.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
                (name, value) = (name[..equals], name[(equals + 1)..]);
            if (!_flags.TryGetValue(name, out var flag))
            {
                if (name is "h" or "help")
                {
                    WriteUsage(error);
                    throw new ExitException(0, null);
                }

                throw Mistake(error, $"flag provided but not defined: -{name}");
            }

            if (value is null && flag.IsSwitch)
                value = "true";
            else if (value is null && ++i < arguments.Count)
                value = arguments[i];
            if (value is null)
                throw Mistake(error, $"flag needs an argument: -{name}");
            _given.Add(name);
            try
            {
                flag.Set(value);
            }
            catch (FormatException exception)
            {
                throw Mistake(error, $"invalid {(flag.IsSwitch ? "boolean value" : "value")} \"{value}\" for {(flag.IsSwitch ? "" : "flag ")}-{name}: {exception.Message}");
            }
        }
    }

    private static ulong Unsigned(string text, ulong maximum)
    {
        var (digits, style) = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? (text[2..], NumberStyles.AllowHexSpecifier) : (text, NumberStyles.None);
        if (ulong.TryParse(digits, style, CultureInfo.InvariantCulture, out ulong value) && value <= maximum)
            return value;
        throw new FormatException(digits.Length > 0 && digits.All(char.IsAsciiDigit) ? "value out of range" : "parse error");
    }

    private static long Integer(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) ? value
        : throw new FormatException(text.TrimStart('-', '+') is { Length: > 0 } digits && digits.All(char.IsAsciiDigit) ? "value out of range" : "parse error");

    private static bool Truth(string text) => text switch
    {
        "1" or "t" or "T" or "true" or "TRUE" or "True" => true,
        "0" or "f" or "F" or "false" or "FALSE" or "False" => false,
        _ => throw new FormatException("parse error"),
    };

    private ExitException Mistake(TextWriter error, string message)
    {
        error.Write(message + "\n");
        WriteUsage(error);
        return new ExitException(2, null);
    }

    private void WriteUsage(TextWriter error)
    {
        error.Write($"Usage of {program}:\n");
        foreach (var (name, flag) in _flags.Where(flag => !flag.Value.IsHidden))
        {
            string type = flag.Type.Length == 0 ? "" : " " + flag.Type;
            string shown = flag.Default is null ? "" : $" (default {flag.Default})";
            error.Write($"  -{name}{type}\n    \t{flag.Usage}{shown}\n");
        }

        error.Write(Epilogue);
    }

    private sealed record Flag(string Type, string Usage, string? Default, Action<string> Set, bool IsSwitch, bool IsHidden);
}
