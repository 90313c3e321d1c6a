using System.CommandLine;
using System.Globalization;
using System.Text;

namespace Spacemesh.Smcli.CommandLine;

/// <summary>Help and usage in the layout that users of smcli know.</summary>
internal static class HelpText
{
    private const int CommandColumn = 11;

    public static string Help(CliCommand command, string path) => $"{(command.LongText ?? command.Description)!.TrimEnd()}\n\n{Usage(command, path)}";

    public static string Usage(CliCommand command, string path)
    {
        var text = new StringBuilder("Usage:\n");
        bool isRoot = !path.Contains(' ', StringComparison.Ordinal);
        var children = command.Subcommands.Where(child => !child.Hidden).OrderBy(child => child.Name, StringComparer.Ordinal).ToList();
        if (command.Run is not null)
            text.Append($"  {path}{(command.Use.Length > 0 ? $" {command.Use}" : "")} [flags]\n");
        if (children.Count > 0)
        {
            text.Append($"  {path} [command]\n\nAvailable Commands:\n");
            int width = Math.Max(CommandColumn, children.Max(child => child.Name.Length));
            foreach (var child in children)
                text.Append($"  {child.Name.PadRight(width)} {child.Description}\n");
        }

        var own = command.Options.Where(option => isRoot || !option.Recursive).Select(Line).Append(($"  -h, --help", $"help for {command.Name}"));
        text.Append($"\nFlags:\n{Columns(own)}");
        if (!isRoot)
            text.Append($"\nGlobal Flags:\n{Columns(Ancestors(command).SelectMany(parent => parent.Options).Where(option => option.Recursive).Select(Line))}");
        if (children.Count > 0)
            text.Append($"\nUse \"{path} [command] --help\" for more information about a command.\n");
        return text.ToString();
    }

    private static IEnumerable<Command> Ancestors(Command command)
    {
        for (var parent = command.Parents.OfType<Command>().FirstOrDefault(); parent is not null; parent = parent.Parents.OfType<Command>().FirstOrDefault())
            yield return parent;
    }

    private static (string Flag, string Text) Line(Option option)
    {
        string? letter = option.Aliases.FirstOrDefault(alias => alias.Length == 2);
        string kind = option.ValueType == typeof(bool) ? ""
            : option.ValueType == typeof(string) ? " string"
            : option.ValueType == typeof(string[]) ? " strings"
            : option.ValueType == typeof(int?) || option.ValueType == typeof(int) ? " int" : " uint";
        object? standard = option.HasDefaultValue && option.ValueType != typeof(bool) ? option.GetDefaultValue() : null;
        string suffix = standard switch
        {
            null => "",
            string text => text.Length > 0 ? $" (default \"{text}\")" : "",
            IConvertible number => $" (default {number.ToString(CultureInfo.InvariantCulture)})",
            _ => "",
        };
        return ($"  {(letter is null ? "   " : $"{letter},")} {option.Name}{kind}", $"{option.Description}{suffix}");
    }

    private static string Columns(IEnumerable<(string Flag, string Text)> lines)
    {
        var sorted = lines.OrderBy(line => line.Flag[6..], StringComparer.Ordinal).ToList();
        int width = sorted.Max(line => line.Flag.Length);
        return string.Concat(sorted.Select(line => $"{line.Flag.PadRight(width)}   {line.Text}\n"));
    }
}
