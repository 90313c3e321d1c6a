using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using Spacemesh.Primitives;
using Spacemesh.Smcli.CommandLine;
using Spacemesh.Smcli.Shell;
using Spacemesh.Wallet.Files;
using Spacemesh.Wallet.Keys;
using Spacemesh.Wallet.Ledger;

namespace Spacemesh.Smcli.Commands;

/// <summary><c>wallet create</c> (spec 07 §21).</summary>
internal static class WalletCreation
{
    private static readonly Option<bool> Ledger = new("--ledger", "-l") { Description = "Create a wallet using a Ledger device" };

    public static CliCommand Create() => new CliCommand(
        "create", "Generate a new wallet file from a BIP-39-compatible mnemonic or Ledger device", "[--ledger] [numaccounts]")
    {
        LongText = """
            Create a new wallet file containing one or more accounts using a BIP-39-compatible mnemonic
            or a Ledger hardware device. If using a mnemonic you can choose to use an existing mnemonic
            or generate a new, random mnemonic.
            """,
        Operands = (0, 1),
        Run = RunAsync,
    }.With(Ledger);

    private static async Task RunAsync(Invocation invocation)
    {
        int accounts = invocation.Operands.Count == 1 ? GoNumbers.Int16(invocation.Operands[0]) : 1;
        var secrets = invocation.Value(Ledger) ? await FromLedgerAsync(invocation, accounts) : await FromMnemonicAsync(invocation, accounts);
        var terminal = invocation.Terminal;
        byte[] password = WalletAccess.Ask(terminal, "Enter a secure password used to encrypt the wallet file (optional but strongly recommended): ");
        string created = WalletTime.Format(terminal.Time.GetUtcNow());
        var file = WalletFile.Seal(new WalletMeta("Main Wallet", created, ""), secrets, password, RandomNumberGenerator.GetBytes(WalletCipher.SaltSize));
        CryptographicOperations.ZeroMemory(password);
        string path = Save(terminal.HomeDirectory, created, file);
        await terminal.Out.WriteAsync($"Wallet saved to {path}. BACK UP THIS FILE NOW!\n");
    }

    private static async Task<WalletSecrets> FromLedgerAsync(Invocation invocation, int accounts)
    {
        // Before anybody looks for a device.
        if (accounts is < 0 or > WalletSecrets.MaxAccounts)
            throw new CommandException("invalid number of accounts");
        var terminal = invocation.Terminal;
        using var device = new LedgerDevice(invocation.Ledgers.OpenFirst(), terminal.Time);
        var secrets = await LedgerWallet.ReadAsync(
            device,
            accounts,
            () => WalletTime.Format(terminal.Time.GetUtcNow()),
            async (path, key) =>
            {
                await terminal.Out.WriteAsync(
                    $"Key {path}\n  hex     {key.ToHex()}\n  base58  {Base58.Encode(Hash32.Span(in key))}\n"
                    + $"Approve it on {device.Name} if it shows the same key.\n");
                await terminal.Out.FlushAsync(invocation.Cancellation);
            },
            invocation.Cancellation);
        await terminal.Out.WriteAsync(
            "Note that, when using a hardware wallet, the wallet file I'm about to produce won't "
            + "contain any private keys or mnemonics, but you may still choose to encrypt it to protect privacy.\n");
        return secrets;
    }

    private static async Task<WalletSecrets> FromMnemonicAsync(Invocation invocation, int accounts)
    {
        var terminal = invocation.Terminal;
        string typed = Encoding.UTF8.GetString(
            WalletAccess.Ask(terminal, "Enter a BIP-39-compatible mnemonic (or leave blank to generate a new one): ")).Trim();
        await terminal.Out.WriteAsync("Note: This application does not yet support BIP-39-compatible optional passwords. Support will be added soon.\n");
        string mnemonic = typed.Length > 0 ? typed : await GenerateAsync(invocation);
        return WalletSecrets.FromMnemonic(mnemonic, accounts, () => WalletTime.Format(terminal.Time.GetUtcNow()));
    }

    private static async Task<string> GenerateAsync(Invocation invocation)
    {
        byte[] entropy = RandomNumberGenerator.GetBytes(Mnemonic.EntropySize);
        string mnemonic = Mnemonic.FromEntropy(entropy);
        CryptographicOperations.ZeroMemory(entropy);
        await invocation.Out.WriteAsync(
            "\nThis is your mnemonic (seed phrase). Write it down and store it safely."
            + "It is the ONLY way to restore your wallet.\n"
            + "Neither Spacemesh nor anyone else can help you restore your wallet without this mnemonic.\n"
            + "\n***********************************\nSAVE THIS MNEMONIC IN A SAFE PLACE!\n***********************************\n"
            + $"\n{mnemonic}\n\nPress enter when you have securely saved your mnemonic.\n");
        await invocation.Out.FlushAsync(invocation.Cancellation);
        await invocation.Terminal.In.ReadLineAsync(invocation.Cancellation);
        return mnemonic;
    }

    private static string Save(string home, string created, WalletFile file)
    {
        string directory = Path.Combine(home, ".spacemesh");
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(directory);
        else if (!Directory.Exists(directory))
            Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        string path = Path.Combine(directory, $"wallet_{created}.json");
        if (File.Exists(path))
            throw new CommandException("Wallet file already exists") { IsAbort = true };
        SafeFile.Write(path, [.. file.ToJson(), (byte)'\n']);
        return path;
    }
}
