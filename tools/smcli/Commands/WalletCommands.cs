using System.CommandLine;
using System.Text;
using Spacemesh.Smcli.CommandLine;
using Spacemesh.Smcli.Shell;
using Spacemesh.Wallet.Files;
using Spacemesh.Wallet.Keys;

namespace Spacemesh.Smcli.Commands;

/// <summary><c>wallet read</c>, and the group it is in.</summary>
internal static class WalletCommands
{
    private const int LongKey = 20;

    private static readonly Option<bool> Full = new("--full", "-f") { Description = "Print full keys (no abbreviation)" };
    private static readonly Option<bool> Private = new("--private", "-p") { Description = "Print private keys" };
    private static readonly Option<bool> InBase58 = new("--base58") { Description = "Print keys in base58 (rather than hex)" };
    private static readonly Option<bool> Parent = new("--parent") { Description = "Print parent key (not only child keys)" };
    private static readonly Option<bool> Debug = new("--debug", "-d") { Description = "enable debug mode" };
    private static readonly Option<string> Prefix = new("--hrp") { Description = "Set human-readable address prefix", DefaultValueFactory = _ => "sm" };

    public static CliCommand Create() => new CliCommand("wallet", "Wallet management").With(
        WalletCreation.Create(),
        new CliCommand("read", "Reads an existing wallet file", "[wallet file] [--full/-f] [--private/-p] [--base58]")
        {
            LongText = """
                This command can be used to verify whether an existing wallet file can be
                successfully read and decrypted, whether the password to open the file is correct, etc.
                It prints the accounts from the wallet file. By default it does not print private keys.
                Add --private to print private keys. Add --full to print full keys. Add --base58 to print
                keys in base58 format rather than hexadecimal. Add --parent to print parent key (and not
                only child keys).
                """,
            Operands = (1, 1),
            Run = ReadAsync,
        }.With(Full, Private, InBase58, Parent, Debug, Prefix));

    private static async Task ReadAsync(Invocation invocation)
    {
        bool secret = invocation.Value(Private);
        // On a command line the flag is said on purpose; in the shell it is quickly typed.
        if (secret && invocation.InShell)
            await Confirmation.AskAsync(invocation, "Print private keys and mnemonic on this screen?");
        byte[] plaintext = WalletAccess.Decrypt(invocation, invocation.Operands[0]).Plaintext;
        if (invocation.Value(Debug))
            WalletAccess.Log(invocation.Terminal, $"Decrypted JSON data: {Encoding.UTF8.GetString(plaintext)}");
        var secrets = WalletSecretsText.Read(plaintext);

        string prefix = invocation.Value(Prefix)!;
        string[] columns = secret
            ? ["address", "pubkey", "privkey", "path", "name", "created"]
            : ["address", "pubkey", "path", "name", "created"];
        var table = new TextTable(columns) { Title = "Wallet Contents" };
        void Add(string address, KeyPair key)
        {
            string[] secretCell = secret ? [key.SecretKey.IsEmpty ? "(none)" : Text(invocation, key.SecretKey)] : [];
            table.Add([address, Text(invocation, key.PublicKey), .. secretCell, key.Path.ToString(), key.DisplayName, key.Created]);
        }

        if (invocation.Value(Parent) && secrets.Master is { } master)
            Add("N/A", master);
        foreach (var (account, place) in (secrets.Accounts ?? []).Select((account, place) => (account, place)))
            Add((account ?? throw new CommandException($"account {place} of the wallet file is empty")).AddressText(prefix), account);

        await invocation.Out.WriteAsync(table.ToString());
        if (secret)
            await invocation.Out.WriteAsync($"Mnemonic: {secrets.Mnemonic}\n");
        if (!invocation.Value(Full))
            await invocation.Out.WriteAsync("To print full keys, use the --full flag.\n");
    }

    private static string Text(Invocation invocation, ReadOnlySpan<byte> key)
    {
        string text = invocation.Value(InBase58) ? Base58.Encode(key) : Convert.ToHexStringLower(key);
        return invocation.Value(Full) || text.Length <= LongKey ? text : $"{text[..13]}..{text[^5..]}";
    }
}
