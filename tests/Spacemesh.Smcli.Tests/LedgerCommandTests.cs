using Spacemesh.Smcli.CommandLine;
using Spacemesh.Testing.Ledger;
using Spacemesh.Wallet.Files;
using Spacemesh.Wallet.Keys;
using Spacemesh.Wallet.Ledger;

namespace Spacemesh.Smcli.Tests;

/// <summary>smcli with a Ledger device that is made from a mnemonic.</summary>
public sealed class LedgerCommandTests : IAsyncLifetime
{
    private const string Phrase = "film theme cheese broken kingdom destroy inch ready wear inspire shove pudding";
    private const string OtherPhrase = "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about";
    private const ulong Smh = 1_000_000_000;

    private static readonly WalletSecrets Secrets = WalletSecrets.FromMnemonic(Phrase, 3, () => "");

    private readonly FakeLedger _ledger = new(Phrase);
    private FakeNode _node = null!;

    public async ValueTask InitializeAsync() => _node = await FakeNode.StartAsync();

    public ValueTask DisposeAsync() => _node.DisposeAsync();

    [Fact]
    public async Task Wallet_file_has_the_addresses_of_the_mnemonic_and_no_secret()
    {
        using var terminal = new ScriptedTerminal(isTerminal: true, "pw\r");
        Assert.Equal(0, await RunAsync(terminal, "wallet", "create", "--ledger", "3"));
        string output = terminal.Output.ToString();
        Assert.Contains("won't contain any private keys or mnemonics", output, StringComparison.Ordinal);
        foreach (var account in Secrets.Accounts!)
        {
            string shown = $"Key {account!.Path}\n  hex     {account.PublicKey}\n  base58  {Base58.Encode(account.PublicKey)}\nApprove it on Fake Nano if it shows the same key.\n";
            Assert.Contains(shown, output, StringComparison.Ordinal);
        }

        var wallet = WalletFile.Parse(await File.ReadAllBytesAsync(WalletPath(terminal), TestContext.Current.CancellationToken)).Open("pw"u8);
        Assert.Equal("(none)", wallet.Mnemonic);
        Assert.Equal(Secrets.Master!.PublicKey, wallet.Master!.PublicKey);
        Assert.Equal(Secrets.Accounts.Select(key => key!.PublicKey), wallet.Accounts!.Select(key => key!.PublicKey));
        Assert.All(wallet.Accounts!.Prepend(wallet.Master), key => Assert.True(key!.SecretKey.IsEmpty && key.Kind == KeyKind.Ledger));
        Assert.Equal((1, 1), (_ledger.Opened, _ledger.Closed));
    }

    [Fact]
    public async Task Wallet_file_is_read_with_the_names_and_paths_of_its_keys()
    {
        using var terminal = new ScriptedTerminal(isTerminal: true, "\r\r");
        Assert.Equal(0, await RunAsync(terminal, "wallet", "create", "-l"));
        Assert.Equal(0, await RunAsync(terminal, "wallet", "read", WalletPath(terminal), "--parent", "--private"));
        string output = terminal.Output.ToString();
        string account = Secrets.Accounts![0]!.AddressText("sm");
        Assert.Matches($@"\| N/A +\| {Short(Secrets.Master!)} \| \(none\) +\| m/44'/540'/0'/0' +\| Ledger Master Key \|", output);
        Assert.Matches($@"\| {account} \| {Short(Secrets.Accounts[0]!)} \| \(none\) +\| m/44'/540'/0'/0'/0' \| Ledger Child Key  \|", output);
        Assert.Contains("Mnemonic: (none)", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("129")]
    [InlineData("-1")]
    public async Task Impossible_number_of_accounts_looks_for_no_device(string number)
    {
        using var terminal = new ScriptedTerminal(isTerminal: true, "");
        Assert.Equal(1, await RunAsync(terminal, "wallet", "create", "--ledger", "--", number));
        Assert.Equal("Error: invalid number of accounts\n", terminal.Errors.ToString());
        Assert.Equal(0, _ledger.Opened);
    }

    [Fact]
    public async Task Refusal_on_the_device_writes_no_file()
    {
        _ledger.Status = (_, p1) => p1 == 1 ? (ushort)0x6985 : null;
        using var terminal = new ScriptedTerminal(isTerminal: true, "pw\r");
        Assert.Equal(1, await RunAsync(terminal, "wallet", "create", "--ledger"));
        Assert.Equal("Error: refused on the Ledger device (status 6985)\n", terminal.Errors.ToString());
        Assert.False(Directory.Exists(Path.Combine(terminal.HomeDirectory, ".spacemesh")));
        Assert.Equal(1, _ledger.Closed);
    }

    [Fact]
    public async Task Missing_device_is_said_so()
    {
        using var terminal = new ScriptedTerminal(isTerminal: true, "");
        var none = new HidrawLedgerDevices(TimeProvider.System, terminal.HomeDirectory);
        Assert.Equal(1, await new SmcliApp(terminal, none).RunAsync(["wallet", "create", "--ledger"], TestContext.Current.CancellationToken));
        Assert.StartsWith("Error: no Ledger device found", terminal.Errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Spawn_and_send_are_signed_on_the_device()
    {
        using var terminal = await LedgerTerminalAsync("pw\rpw\ry\r");
        string to = Secrets.Accounts![1]!.AddressText("stest");
        _node.Fund(Secrets.Accounts[2]!.AddressText("stest"), 10 * Smh);
        Assert.Equal(0, await RunAsync(terminal, "spawn", "--yes", "--node", _node.Address, "--wallet", "ledger.json", "--account", "2"));
        Assert.Equal(0, await RunAsync(terminal, "send", "--to", to, "--amount", "1.5smh", "--node", _node.Address, "--wallet", "ledger.json", "--account", "2"));
        Assert.Equal(1_500_000_000UL, _node.Get(to).Balance);
        Assert.Equal(2, _ledger.Signed.Count);
        // What the device signed is the network's id and the transaction without its signature.
        Assert.Equal(_node.Applied[1].Raw[..^64], _ledger.Signed[1][20..]);
        Assert.Contains("Approve the transaction on Fake Nano.", terminal.Output.ToString(), StringComparison.Ordinal);
        Assert.Equal(_ledger.Opened, _ledger.Closed);
    }

    [Fact]
    public async Task Transaction_that_is_refused_dry_or_of_another_device_is_not_sent()
    {
        using var terminal = await LedgerTerminalAsync("pw\rpw\rpw\r");
        _node.Fund(Secrets.Accounts![0]!.AddressText("stest"), 10 * Smh);
        string[] spawn = ["spawn", "--yes", "--node", _node.Address, "--wallet", "ledger.json"];
        Assert.Equal(0, await RunAsync(terminal, [.. spawn, "--dry-run"]));
        Assert.Equal(0, _ledger.Opened);

        _ledger.Status = (instruction, _) => instruction == 6 ? (ushort)0x6985 : null;
        Assert.Equal(1, await RunAsync(terminal, spawn));
        Assert.Contains("refused on the Ledger device", terminal.Errors.ToString(), StringComparison.Ordinal);

        var other = new FakeLedger(OtherPhrase);
        Assert.Equal(1, await new SmcliApp(terminal, other).RunAsync(spawn, TestContext.Current.CancellationToken));
        Assert.Contains("connect the device that the wallet was made with", terminal.Errors.ToString(), StringComparison.Ordinal);
        Assert.Empty(other.Signed);
        Assert.Empty(_node.Applied);
    }

    [Fact]
    public async Task Multisig_file_is_signed_on_the_device()
    {
        using var terminal = await LedgerTerminalAsync("pw\rpw\r");
        string[] keys = ["--key", Secrets.Accounts![0]!.PublicKey.ToString(), "--required", "1"];
        Assert.Equal(0, await RunAsync(terminal, ["multisig", "address", "--hrp", "stest", .. keys]));
        _node.Fund(terminal.Output.ToString().Trim().Split('\n')[^1], Smh);
        Assert.Equal(0, await RunAsync(terminal, ["multisig", "spawn", "--node", _node.Address, "-o", "tx.json", .. keys]));
        Assert.Equal(1, await RunAsync(terminal, "multisig", "sign", "tx.json", "--wallet", "ledger.json", "--account", "1", "-y"));
        Assert.Contains("is not one of the 1 signers", terminal.Errors.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, _ledger.Opened);
        Assert.Equal(0, await RunAsync(terminal, "multisig", "sign", "tx.json", "--wallet", "ledger.json", "-y"));
        Assert.Equal(0, await RunAsync(terminal, "multisig", "submit", "tx.json", "--node", _node.Address, "-y"));
        Assert.Equal("", Assert.Single(_node.Applied).Message);
    }

    [Fact]
    public async Task Key_without_secret_that_no_device_has_is_refused()
    {
        using var terminal = new ScriptedTerminal(isTerminal: true, "pw\r");
        var watched = Secrets with { Accounts = [.. Secrets.Accounts!.Select(key => key! with { SecretKey = default })] };
        terminal.Save("watch.json", WalletFile.Seal(new WalletMeta("w", "", ""), watched, "pw"u8, new byte[16]).ToJson());
        Assert.Equal(1, await RunAsync(terminal, "spawn", "--yes", "--node", _node.Address, "--wallet", "watch.json"));
        Assert.Equal("Error: Child Key 0 has no secret key in the wallet file\n", terminal.Errors.ToString());
    }

    private static string WalletPath(ScriptedTerminal terminal) => Directory.GetFiles(Path.Combine(terminal.HomeDirectory, ".spacemesh")).Single();

    private static string Short(KeyPair key) => $"{key.PublicKey.ToString()[..13]}\\.\\.{key.PublicKey.ToString()[^5..]}";

    private static async Task<ScriptedTerminal> LedgerTerminalAsync(string typed)
    {
        var terminal = new ScriptedTerminal(isTerminal: true, typed);
        using var device = new LedgerDevice(new FakeLedger(Phrase), TimeProvider.System);
        var secrets = await LedgerWallet.ReadAsync(device, 3, () => "", (_, _) => Task.CompletedTask, TestContext.Current.CancellationToken);
        terminal.Save("ledger.json", WalletFile.Seal(new WalletMeta("w", "", ""), secrets, "pw"u8, new byte[16]).ToJson());
        return terminal;
    }

    private Task<int> RunAsync(ScriptedTerminal terminal, params string[] arguments) =>
        new SmcliApp(terminal, _ledger).RunAsync(arguments, TestContext.Current.CancellationToken);
}
