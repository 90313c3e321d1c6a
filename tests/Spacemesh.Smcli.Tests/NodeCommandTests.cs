using Spacemesh.Smcli.CommandLine;
using Spacemesh.Wallet.Files;
using Spacemesh.Wallet.Keys;

namespace Spacemesh.Smcli.Tests;

/// <summary>smcli against a node in this process.</summary>
public sealed class NodeCommandTests : IAsyncLifetime
{
    private const string Phrase = "film theme cheese broken kingdom destroy inch ready wear inspire shove pudding";
    private const ulong Smh = 1_000_000_000;

    private static readonly WalletSecrets Secrets = WalletSecrets.FromMnemonic(Phrase, 3, () => "");

    private FakeNode _node = null!;

    public async ValueTask InitializeAsync() => _node = await FakeNode.StartAsync();

    public ValueTask DisposeAsync() => _node.DisposeAsync();

    [Fact]
    public async Task Spawn_and_send_move_coins()
    {
        string from = AddressOf(0);
        string to = AddressOf(1);
        _node.Fund(from, 10 * Smh);
        var (spawned, output, errors) = await RunAsync(["spawn", "--yes"], password: true);
        Assert.True(spawned == 0, errors);
        Assert.Contains("100432 gas", output, StringComparison.Ordinal);

        (int sent, output, errors) = await RunAsync(["send", "--to", to, "--amount", "1.5smh", "--yes"], password: true);
        Assert.True(sent == 0, errors);
        Assert.Contains("1.5 SMH (1500000000 smidge)", output, StringComparison.Ordinal);
        Assert.Equal(1_500_000_000UL, _node.Get(to).Balance);

        (_, output, _) = await RunAsync(["balance", to]);
        Assert.Contains("1.5 SMH (1500000000 smidge)", output, StringComparison.Ordinal);
        (_, output, _) = await RunAsync(["history", from]);
        Assert.Contains("success", output, StringComparison.Ordinal);
        Assert.Contains("Rewards", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dry_run_shows_the_fee_and_sends_nothing()
    {
        _node.Fund(AddressOf(0), Smh);
        var (exit, output, errors) = await RunAsync(["spawn", "--dry-run", "--gas-price", "2"], password: true);
        Assert.True(exit == 0, errors);
        Assert.Contains("0.000200864 SMH (200864 smidge), 100432 gas", output, StringComparison.Ordinal);
        Assert.Contains("nothing was sent", output, StringComparison.Ordinal);
        Assert.Empty(_node.Applied);
    }

    [Theory]
    [InlineData("1.5", "no unit")]
    [InlineData("1.0000000001smh", "10 decimals")]
    [InlineData("99999999999smh", "too large")]
    [InlineData("1.5smidge", "cannot be divided")]
    [InlineData("-1smh", "not a number")]
    public async Task Ambiguous_amounts_are_refused(string amount, string problem)
    {
        var (exit, _, errors) = await RunAsync(["send", "--to", AddressOf(1), $"--amount={amount}"]);
        Assert.Equal(1, exit);
        Assert.Contains(problem, errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sending_is_refused_without_confirmation_funds_spawn_or_right_network()
    {
        _node.Fund(AddressOf(0), Smh);
        string[] send = ["send", "--amount", "1smh", "--to"];
        Assert.Contains("is not spawned yet", (await RunAsync([.. send, AddressOf(1)], password: true)).Errors, StringComparison.Ordinal);
        await RunAsync(["spawn", "--yes"], password: true);
        Assert.Contains("insufficient balance", (await RunAsync([.. send, AddressOf(1)], password: true)).Errors, StringComparison.Ordinal);
        _node.Fund(AddressOf(0), 10 * Smh);
        Assert.Contains("not confirmed", (await RunAsync([.. send, AddressOf(1)], password: true, typed: "n\r")).Errors, StringComparison.Ordinal);
        string other = Secrets.Accounts![1]!.AddressText("sm");
        Assert.Contains("unsupported network", (await RunAsync([.. send, other], password: true)).Errors, StringComparison.Ordinal);
        Assert.Single(_node.Applied);
    }

    [Fact]
    public async Task Multisig_is_spawned_and_spends_when_enough_signers_have_signed_the_file()
    {
        using var terminal = Terminal("pw\ry\rpw\ry\rpw\ry\rpw\ry\r");
        string[] keys = [.. Secrets.Accounts!.SelectMany(key => new[] { "--key", key!.PublicKey.ToString() }), "--required", "2"];
        var app = new SmcliApp(terminal);
        async Task Ok(params string[] arguments)
        {
            int exit = await app.RunAsync(arguments, TestContext.Current.CancellationToken);
            Assert.True(exit == 0, $"{string.Join(' ', arguments)}: {terminal.Errors}");
        }

        await Ok(["multisig", "address", "--hrp", "stest", .. keys]);
        string account = terminal.Output.ToString().Trim();
        _node.Fund(account, 10 * Smh);

        await Ok(["multisig", "spawn", "--node", _node.Address, "-o", "spawn.json", .. keys]);
        await Ok("multisig", "sign", "spawn.json", "--wallet", "w.json", "--account", "2");
        Assert.Equal(1, await app.RunAsync(["multisig", "submit", "spawn.json", "--node", _node.Address, "-y"], TestContext.Current.CancellationToken));
        Assert.Contains("1 of 2 signatures", terminal.Errors.ToString(), StringComparison.Ordinal);
        await Ok("multisig", "sign", "spawn.json", "--wallet", "w.json", "--account", "0");
        await Ok("multisig", "submit", "spawn.json", "--node", _node.Address, "-y");

        await Ok(["multisig", "send", "--node", _node.Address, "-o", "send.json", "--to", AddressOf(1), "--amount", "1smh", .. keys]);
        File.Copy(Path.Combine(terminal.HomeDirectory, "send.json"), Path.Combine(terminal.HomeDirectory, "copy.json"));
        await Ok("multisig", "sign", "send.json", "--wallet", "w.json", "--account", "0");
        await Ok("multisig", "sign", "copy.json", "--wallet", "w.json", "--account", "1");
        await Ok("multisig", "merge", "send.json", "copy.json");
        await Ok("multisig", "submit", "send.json", "--node", _node.Address, "-y");
        Assert.Equal(Smh, _node.Get(AddressOf(1)).Balance);
        Assert.Equal(2, _node.Applied.Count);
    }

    [Fact]
    public async Task Vesting_account_spawns_its_vault_and_drains_what_has_vested()
    {
        using var terminal = Terminal("pw\rpw\rpw\r");
        string[] keys = ["--key", Secrets.Accounts![0]!.PublicKey.ToString(), "--required", "1"];
        var app = new SmcliApp(terminal);
        async Task Send(string file, params string[] arguments)
        {
            foreach (string[] words in new[]
            {
                [.. arguments, .. keys, "--node", _node.Address, "-o", file],
                ["multisig", "sign", file, "--wallet", "w.json", "-y"],
                new[] { "multisig", "submit", file, "--node", _node.Address, "-y" },
            })
                Assert.True(await app.RunAsync(words, TestContext.Current.CancellationToken) == 0, $"{string.Join(' ', words)}: {terminal.Errors}");
        }

        await app.RunAsync(["multisig", "address", "--vesting", "--hrp", "stest", .. keys], TestContext.Current.CancellationToken);
        string owner = terminal.Output.ToString().Trim();
        _node.Fund(owner, Smh);
        await Send("1.json", "multisig", "spawn", "--vesting");
        await Send("2.json", "vault", "spawn", "--total", "1000smh");
        string vault = _node.Get(owner) is var account ? VaultOf(account.Address) : "";
        // What lies in the vault beyond its total may be drained at any time.
        _node.Fund(vault, 1001 * Smh);
        await Send("3.json", "vault", "drain", "--vault", vault, "--to", AddressOf(2), "--amount", "1smh");
        Assert.Equal("", _node.Applied[^1].Message);
        Assert.Equal(Smh, _node.Get(AddressOf(2)).Balance);
    }

    [Fact]
    public async Task Smeshing_is_started_shown_and_stopped_over_the_private_listener()
    {
        string coinbase = AddressOf(0);
        var (exit, _, errors) = await RunAsync(["smesh", "start", "--coinbase", coinbase, "--data-dir", "/data", "--units", "4", "--provider", "1"]);
        Assert.True(exit == 0, errors);
        Assert.Equal((coinbase, "/data", 4u, 1u), (_node.Started!.Coinbase.Address, _node.Started.Opts.DataDir, _node.Started.Opts.NumUnits, _node.Started.Opts.ProviderId));
        Assert.Contains("smeshing     yes", (await RunAsync(["smesh", "status"])).Output, StringComparison.Ordinal);
        Assert.Contains(AddressOf(2), (await RunAsync(["smesh", "coinbase", AddressOf(2)])).Output, StringComparison.Ordinal);
        Assert.Contains("not confirmed", (await RunAsync(["smesh", "stop", "--delete-files"], typed: "\r")).Errors, StringComparison.Ordinal);
        Assert.Null(_node.Stopped);
        Assert.Equal(0, (await RunAsync(["smesh", "stop"])).Exit);
        Assert.False(_node.Stopped!.DeleteFiles);
    }

    [Fact]
    public async Task Node_that_does_not_answer_is_said_so()
    {
        using var terminal = Terminal("");
        int exit = await new SmcliApp(terminal).RunAsync(["balance", AddressOf(0), "--node", "127.0.0.1:1"], TestContext.Current.CancellationToken);
        Assert.Equal(1, exit);
        Assert.StartsWith("Error: the node does not answer", terminal.Errors.ToString(), StringComparison.Ordinal);
    }

    private static string AddressOf(int account) => Secrets.Accounts![account]!.AddressText("stest");

    private static string VaultOf(Primitives.Address owner) => Crypto.Addresses.AddressText.Format(
        Wire.Transactions.Principal.Compute(
            Wire.Transactions.Template.Vault, Spacemesh.Wallet.Transactions.AccountArguments.MainnetVault(owner, 1000 * Smh, 250 * Smh)),
        "stest");

    private static ScriptedTerminal Terminal(string typed)
    {
        var terminal = new ScriptedTerminal(isTerminal: true, typed);
        terminal.Save("w.json", WalletFile.Seal(new WalletMeta("w", "", ""), Secrets, "pw"u8, new byte[16]).ToJson());
        return terminal;
    }

    private async Task<(int Exit, string Output, string Errors)> RunAsync(string[] arguments, bool password = false, string typed = "")
    {
        using var terminal = Terminal((password ? "pw\r" : "") + typed);
        string[] address = [arguments[0] == "smesh" ? "--private-node" : "--node", _node.Address];
        string[] wallet = password ? ["--wallet", "w.json"] : [];
        int exit = await new SmcliApp(terminal).RunAsync([.. arguments, .. address, .. wallet], TestContext.Current.CancellationToken);
        return (exit, terminal.Output.ToString(), terminal.Errors.ToString());
    }
}
