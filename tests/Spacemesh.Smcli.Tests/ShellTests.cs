using Spacemesh.Smcli.CommandLine;
using Spacemesh.Wallet.Files;
using Spacemesh.Wallet.Keys;

namespace Spacemesh.Smcli.Tests;

/// <summary>The interactive shell, completion, and what protects secrets.</summary>
public sealed class ShellTests
{
    [Fact]
    public async Task Bare_smcli_runs_lines_until_exit()
    {
        using var terminal = new ScriptedTerminal(isTerminal: true, "wallet\rnonsense\rexit\r");
        Assert.Equal(0, await new SmcliApp(terminal).RunAsync([], TestContext.Current.CancellationToken));
        Assert.Contains("Wallet management", terminal.Output.ToString(), StringComparison.Ordinal);
        Assert.Contains("unknown command \"nonsense\"", terminal.Errors.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("wal", "wallet")]
    [InlineData("wallet r", "read")]
    [InlineData("smesh ", "coinbase")]
    [InlineData("send --am", "--amount")]
    public void Completion_continues_commands_and_flags(string line, string expected)
    {
        using var terminal = new ScriptedTerminal(isTerminal: true, "");
        Assert.Contains(expected, new SmcliApp(terminal).Complete(line));
    }

    [Theory]
    [InlineData("n\r", false)]
    [InlineData("y\rpw\r", true)]
    public async Task Private_keys_in_the_shell_need_a_yes(string answer, bool shown)
    {
        using var terminal = new ScriptedTerminal(isTerminal: true, $"wallet read -p w.json\r{answer}exit\r");
        var secrets = WalletSecrets.FromMnemonic(Mnemonic.FromEntropy(new byte[16]), 1, () => "");
        terminal.Save("w.json", WalletFile.Seal(new WalletMeta("w", "", ""), secrets, "pw"u8, new byte[16]).ToJson());
        await new SmcliApp(terminal).RunAsync([], TestContext.Current.CancellationToken);
        Assert.Equal(shown, terminal.Output.ToString().Contains(secrets.Mnemonic, StringComparison.Ordinal));
    }

    [Fact]
    public async Task World_readable_wallet_is_warned_about()
    {
        using var terminal = new ScriptedTerminal(isTerminal: true, "pw\r");
        string path = terminal.Save("w.json", "{}"u8.ToArray());
        if (OperatingSystem.IsWindows())
            return;
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        await new SmcliApp(terminal).RunAsync(["wallet", "read", "w.json"], TestContext.Current.CancellationToken);
        Assert.Contains("every user of this machine can read w.json", terminal.Errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Secrets_are_not_in_the_text_of_keys()
    {
        var secrets = WalletSecrets.FromMnemonic(Mnemonic.FromEntropy(new byte[16]), 1, () => "");
        Assert.DoesNotContain("abandon", secrets.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(secrets.Accounts![0]!.SecretKey.ToString()[..64], secrets.Accounts[0]!.ToString(), StringComparison.Ordinal);
    }
}
