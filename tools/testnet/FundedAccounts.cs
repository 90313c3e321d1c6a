using System.Security.Cryptography;
using Spacemesh.Wallet.Files;
using Spacemesh.Wallet.Keys;

namespace Spacemesh.Tools.Testnet;

/// <summary>Accounts that have money from the beginning, in a wallet file without password that smcli opens.</summary>
internal static class FundedAccounts
{
    public const string WalletName = "wallet.json";
    public const string AddressPrefix = "stest";
    public const ulong Balance = 100_000_000_000_000;

    /// <summary>Makes the wallet and returns the addresses.</summary>
    public static IReadOnlyList<string> Create(string folder, int count, TimeProvider time)
    {
        string created = WalletTime.Format(time.GetUtcNow());
        var secrets = WalletSecrets.FromMnemonic(Mnemonic.FromEntropy(RandomNumberGenerator.GetBytes(Mnemonic.EntropySize)), count, () => created);
        var file = WalletFile.Seal(new WalletMeta("Local testnet", created, ""), secrets, [], RandomNumberGenerator.GetBytes(WalletCipher.SaltSize));
        File.WriteAllBytes(Path.Combine(folder, WalletName), file.ToJson());
        return [.. secrets.Accounts!.Select(account => account!.AddressText(AddressPrefix))];
    }
}
