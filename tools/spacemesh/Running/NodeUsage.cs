using System.Globalization;
using System.Text.Json;
using Spacemesh.Config;
using Spacemesh.Config.Flags;

namespace Spacemesh.Tools.Node.Running;

/// <summary>The usage texts of the node, laid out as go-spacemesh's users and their scripts know them.</summary>
internal sealed class NodeUsage(TextWriter writer, MachineProfile machine)
{
    public static readonly (string Name, string Help)[] Commands =
    [
        ("atx", "ATXs that the node knows"),
        ("checkpoint", "Make and check checkpoints of the state"),
        ("completion", "A script that completes commands and flags in a shell"),
        ("config", "Show, check or write a configuration"),
        ("db", "Check, back up and copy the databases"),
        ("help", "Help about any command"),
        ("ping-peers", "Dial peers of the network and tell how far they are"),
        ("poet", "PoET servers of the node"),
        ("relay", "Run a relay only"),
        ("release", "Whether a newer release is out"),
        ("rewards", "Rewards, past and to come"),
        ("safe-to-restart", "Whether a restart would miss something"),
        ("version", "The version"),
        ("weight", "Weight of an identity"),
    ];

    private static readonly (string Name, string Help)[] Shells =
    [
        ("bash", "For bash"),
        ("fish", "For fish"),
        ("powershell", "For PowerShell"),
        ("zsh", "For zsh"),
    ];

    /// <summary>The node's own: purpose and usage.</summary>
    public void WriteHelp()
    {
        writer.Write("Runs a Spacemesh node.\n\n");
        WriteUsage();
    }

    /// <summary>What follows an error of the command line.</summary>
    public void WriteUsage()
    {
        writer.Write("Usage:\n  node [flags]\n  node [command]\n\nAvailable Commands:\n");
        WriteCommands(Commands);
        writer.Write("\nFlags:\n");
        WriteFlags(withHelp: true);
        writer.Write("\nUse \"node [command] --help\" for more information about a command.\n");
    }

    /// <summary>A command's own help; false for a word that is none of the node's.</summary>
    public bool TryWriteCommand(string name)
    {
        switch (name)
        {
            case "relay" or "ping-peers" or "version" or "config":
                writer.Write($"{Commands.First(command => command.Name == name).Help}\n\nUsage:\n  node {name} [flags]\n\n");
                break;
            case "completion":
                writer.Write("Prints a script that completes commands and flags in a shell.\n\nUsage:\n  node completion [command]\n\nAvailable Commands:\n");
                WriteCommands(Shells);
                writer.Write("\n");
                break;
            default:
                return false;
        }

        writer.Write($"Flags:\n  -h, --help   help for {name}\n\nGlobal Flags:\n");
        WriteFlags(withHelp: false);
        if (name == "completion")
            writer.Write("\nUse \"node completion [command] --help\" for more information about a command.\n");
        return true;
    }

    private void WriteCommands(IEnumerable<(string Name, string Help)> commands)
    {
        int width = Math.Max(12, commands.Max(command => command.Name.Length) + 1);
        foreach (var (name, help) in commands)
            writer.Write($"  {name.PadRight(width)}{help}\n");
    }

    private void WriteFlags(bool withHelp)
    {
        var defaults = NodeConfiguration.OfPreset("", machine).Root.Flatten().ToDictionary(entry => entry.Key, entry => entry.Value, StringComparer.Ordinal);
        var rows = NodeFlags.All.Where(flag => !flag.Hidden)
            .Select(flag => (flag.Name, Left: $"  {(flag.Shorthand is { } letter ? $"-{letter}," : "   ")} --{flag.Name} {flag.TypeName}".TrimEnd(), flag.Help, Default: DefaultOf(flag, defaults)))
            .Concat(withHelp ? [("help", "  -h, --help", "help for node", "")] : [])
            .OrderBy(row => row.Name, StringComparer.Ordinal)
            .ToList();
        int width = rows.Max(row => row.Left.Length) + 3;
        foreach (var (_, left, help, value) in rows)
            writer.Write($"{left.PadRight(width)}{help}{(value.Length == 0 ? "" : $" (default {value})")}\n");
    }

    /// <summary>The default as the help shows it: nothing for what is zero or empty.</summary>
    private static string DefaultOf(NodeFlag flag, Dictionary<string, string> defaults)
    {
        if (flag.Path.Length == 0 || !defaults.TryGetValue(flag.Path, out string? json))
            return "";
        using var document = JsonDocument.Parse(json);
        var value = document.RootElement;
        switch (flag.TypeName)
        {
            case "" or "int" or "uint" or "uint32":
                return json is "0" or "false" ? "" : json;
            case "string":
                return value.GetString() is { Length: > 0 } ? json : "";
            case "strings" or "addressList":
                string items = value.ValueKind == JsonValueKind.Array ? string.Join(',', value.EnumerateArray().Select(item => item.GetString())) : "";
                return items.Length == 0 && flag.TypeName == "strings" ? "" : $"[{items}]";
            case "string=uint64":
                return value.ValueKind != JsonValueKind.Object ? "" : string.Join(',', value.EnumerateObject().Select(account => $"{account.Name}={account.Value.GetRawText()}"));
            case "Genesis":
                return DateTimeOffset.Parse(value.GetString()!, CultureInfo.InvariantCulture).UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss '+0000 UTC'", CultureInfo.InvariantCulture);
            case "json":
                return json;
            default:
                string text = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.ValueKind == JsonValueKind.Null ? "" : json;
                return text == "0s" ? "" : text;
        }
    }
}
