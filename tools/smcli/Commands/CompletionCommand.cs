using Spacemesh.Smcli.CommandLine;
using Spacemesh.Smcli.Shell;

namespace Spacemesh.Smcli.Commands;

/// <summary><c>completion</c>: scripts that let a shell ask us.</summary>
internal static class CompletionCommand
{
    private const string Bash = """
        _smcli() {
            local IFS=$'\n'
            COMPREPLY=($(compgen -W "$(smcli __complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _smcli smcli

        """;

    private const string Zsh = """
        #compdef smcli
        _smcli() {
            local -a found
            found=("${(@f)$(smcli __complete "${words[@]:1}" 2>/dev/null)}")
            compadd -a found
            _files
        }
        compdef _smcli smcli

        """;

    private const string Fish = """
        complete -c smcli -a '(smcli __complete (commandline -opc)[2..-1] (commandline -ct) 2>/dev/null)'

        """;

    public static CliCommand Create() => new("completion", "Generate the autocompletion script for the specified shell", "[bash|zsh|fish]")
    {
        LongText = "Generate the autocompletion script of smcli for a shell: bash, zsh or fish. For example: source <(smcli completion bash)",
        Operands = (1, 1),
        Run = async invocation => await invocation.Out.WriteAsync(invocation.Operands[0] switch
        {
            "bash" => Bash,
            "zsh" => Zsh,
            "fish" => Fish,
            var other => throw new CommandException($"there is no completion for `{other}`: bash, zsh or fish"),
        }),
    };
}
