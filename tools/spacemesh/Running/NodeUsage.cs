using Spacemesh.Config;
using Spacemesh.Config.Flags;

namespace Spacemesh.Tools.Node.Running;

/// <summary>The usage text of the node.</summary>
internal static class NodeUsage
{
    public static void Write(TextWriter writer, TimeProvider time)
    {
        writer.WriteLine("""
            Runs a Spacemesh node.

            Usage:
              node [flags]
              node [command]

            Commands:
              config      Show, check or write a configuration
              db          Check, back up and copy the databases
              help        This text
              poet        PoET servers of the node
              rewards     Rewards, past and to come
              version     The version
              weight      Weight of an identity

            Flags:
            """);
        var defaults = NodeConfiguration.OfPreset("", MachineProfile.Current(0, time)).Root.Flatten().ToDictionary(entry => entry.Key, entry => entry.Value, StringComparer.Ordinal);
        var rows = NodeFlags.All.Where(flag => !flag.Hidden).OrderBy(flag => flag.Name, StringComparer.Ordinal)
            .Select(flag => (Left: $"  {(flag.Shorthand is { } letter ? $"-{letter}," : "   ")} --{flag.Name} {flag.TypeName}".TrimEnd(), Flag: flag)).ToList();
        int width = rows.Max(row => row.Left.Length) + 3;
        foreach (var (left, flag) in rows)
        {
            string value = defaults.GetValueOrDefault(flag.Path, "").Trim('"');
            writer.WriteLine($"{left.PadRight(width)}{flag.Help}{(value is "" or "false" or "[]" or "null" || value.Length > 40 ? "" : $" (default {value})")}");
        }
    }
}
