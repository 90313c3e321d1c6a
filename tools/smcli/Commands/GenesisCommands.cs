using Spacemesh.Crypto.Addresses;
using Spacemesh.Primitives;
using Spacemesh.Smcli.CommandLine;
using Spacemesh.Smcli.Shell;
using Spacemesh.Wallet.Amounts;
using Spacemesh.Wallet.Transactions;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Smcli.Commands;

/// <summary><c>genesis verify</c>: the vault of a set of keys (spec 07 §21).</summary>
internal static class GenesisCommands
{
    private const string Prefix = "sm";

    public static CliCommand Create() => new CliCommand("genesis", "Genesis-related utilities").With(
        new CliCommand("verify", "Verify a genesis ledger account") { Run = VerifyAsync });

    private static async Task VerifyAsync(Invocation invocation)
    {
        var (input, output) = (invocation.Terminal.In, invocation.Out);
        await output.WriteAsync(
            "First, let's collect your public keys. Keys must be entered in hex format: 64 characters, without 0x prefix.\n"
            + "Enter pub keys one at a time; press enter again when done: ");
        var keys = new List<Hash32>();
        while (await input.ReadLineAsync(invocation.Cancellation) is { } line)
        {
            string[] words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length != 1)
                break;
            keys.Add(Key(words[0]));
            await output.WriteAsync("[enter next key or just press enter to end] > ");
        }

        if (keys.Count == 0)
            throw new CommandException("Error: must enter at least one key") { IsAbort = true };
        byte required = 1;
        if (keys.Count > 1)
        {
            await output.WriteAsync($"Enter number of required signatures (between 1 and {keys.Count}): ");
            required = (byte)GoNumbers.ScanLine(await input.ReadLineAsync(invocation.Cancellation), 8);
        }

        await output.WriteAsync("Enter vault balance (denominated in SMH): ");
        ulong total = unchecked(GoNumbers.ScanLine(await input.ReadLineAsync(invocation.Cancellation), 64) * SmidgeAmount.OneSmh);
        if (required > keys.Count)
            throw new CommandException($"requires more signatures ({required}) than public keys ({keys.Count}) in the wallet") { IsAbort = true };
        var owner = AccountArguments.Principal(Template.Vesting, required, keys);
        var vault = Principal.Compute(Template.Vault, AccountArguments.MainnetVault(owner, total, total / 4));
        await output.WriteAsync($"Vesting address: {AddressText.Format(owner, Prefix)}\nVault address: {AddressText.Format(vault, Prefix)}\n");
    }

    private static Hash32 Key(string hex)
    {
        if (hex.Length == 2 * Hash32.Size && hex.All(char.IsAsciiHexDigit))
            return Hash32.FromBytes(Convert.FromHexString(hex));
        throw new CommandException("Error: key is unreadable") { IsAbort = true };
    }
}
