using Spacemesh.Config.Flags;

namespace Spacemesh.Tools.Node.Running;

/// <summary>Scripts that complete the commands and flags of the node in a shell, under both of its names.</summary>
internal static class ShellCompletion
{
    private static readonly string[] Programs = ["spacemesh", "go-spacemesh"];
    private static readonly string[] FileFlags = ["--config", "-c", "--data-folder", "-d", "--filelock", "--smeshing-opts-datadir", "--grpc-tls-cert", "--grpc-tls-key", "--gprc-tls-ca-cert"];

    /// <summary>The script of a shell; null for one that is not known.</summary>
    public static string? For(string shell) => shell switch
    {
        "bash" => Bash(),
        "zsh" => Zsh(),
        "fish" => Fish(),
        "powershell" => PowerShell(),
        _ => null,
    };

    private static IEnumerable<NodeFlag> Flags => NodeFlags.All.Where(flag => !flag.Hidden);

    private static IEnumerable<(string Name, string Help, IReadOnlyList<string> Below)> Commands
    {
        get
        {
            var below = SpacemeshCli.Subcommands();
            return NodeUsage.Commands.Select(command => (command.Name, command.Help, command.Name switch
            {
                "config" => ["show", "check", "init"],
                "completion" => ["bash", "fish", "powershell", "zsh"],
                _ => below.GetValueOrDefault(command.Name, []),
            }));
        }
    }

    private static string Bash() => $$"""
        _spacemesh() {
          local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} words
          case $before in
            {{string.Join('|', FileFlags)}}) compopt -o default; COMPREPLY=(); return ;;
            --preset|-p) words="{{string.Join(' ', Config.Presets.Names)}}" ;;
            --log-encoder) words="console json" ;;
        {{string.Join('\n', Commands.Where(command => command.Below.Count > 0).Select(command => $"    {command.Name}) words=\"{string.Join(' ', command.Below)}\" ;;"))}}
            *)
              case $word in
                -*) words="--help {{string.Join(' ', Flags.Select(flag => "--" + flag.Name))}}" ;;
                *) words="{{string.Join(' ', Commands.Select(command => command.Name))}}" ;;
              esac ;;
          esac
          COMPREPLY=($(compgen -W "$words" -- "$word"))
        }
        complete -F _spacemesh {{string.Join(' ', Programs)}}

        """;

    private static string Zsh() => $$"""
        #compdef {{string.Join(' ', Programs)}}
        autoload -U +X bashcompinit && bashcompinit
        {{Bash()}}
        """;

    private static string Fish()
    {
        var lines = new List<string>();
        foreach (string program in Programs)
        {
            lines.AddRange(Commands.Select(command => $"complete -c {program} -f -n __fish_use_subcommand -a {command.Name} -d {Quoted(command.Help)}"));
            lines.AddRange(Commands.SelectMany(command => command.Below.Select(below => $"complete -c {program} -f -n '__fish_seen_subcommand_from {command.Name}' -a {below}")));
            lines.AddRange(Flags.Select(flag => $"complete -c {program} -l {flag.Name}{(flag.Shorthand is { } letter ? $" -s {letter}" : "")}{(flag.IsSwitch ? "" : " -r")} -d {Quoted(flag.Help)}"));
        }

        return string.Join('\n', lines) + "\n";
    }

    private static string PowerShell() => $$"""
        Register-ArgumentCompleter -Native -CommandName {{string.Join(',', Programs)}} -ScriptBlock {
          param($word, $line, $position)
          $before = $line.CommandElements | Where-Object { $_.Extent.EndOffset -lt $position } | Select-Object -Last 1
          $words = switch -CaseSensitive ("$before") {
        {{string.Join('\n', Commands.Where(command => command.Below.Count > 0).Select(command => $"    '{command.Name}' {{ {string.Join(", ", command.Below.Select(Quoted))}; break }}"))}}
            default {
              if ($word -like '-*') { {{string.Join(", ", Flags.Select(flag => Quoted("--" + flag.Name)))}} }
              else { {{string.Join(", ", Commands.Select(command => Quoted(command.Name)))}} }
            }
          }
          $words | Where-Object { $_ -like "$word*" } | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
        }

        """;

    private static string Quoted(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
