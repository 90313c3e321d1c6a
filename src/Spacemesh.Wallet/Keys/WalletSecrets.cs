using Spacemesh.Codec;
using Spacemesh.Crypto.Signing;

namespace Spacemesh.Wallet.Keys;

/// <summary>What a wallet file hides.</summary>
/// <param name="Mnemonic">The phrase; <c>(none)</c> for a Ledger wallet.</param>
/// <param name="Master">The key above the accounts; smapp keeps none.</param>
/// <param name="Accounts">The accounts; a damaged file may hold none at all, or empty places.</param>
public sealed record WalletSecrets(string Mnemonic, KeyPair? Master, IReadOnlyList<KeyPair?>? Accounts)
{
    public const int MaxAccounts = 128;

    /// <summary>The phrase of wallets whose keys are in a device.</summary>
    public const string NoMnemonic = "(none)";

    /// <summary>The wallet of a phrase (spec 07 §19).</summary>
    /// <param name="mnemonic">The phrase.</param>
    /// <param name="accounts">How many accounts, up to 128.</param>
    /// <param name="created">Asked for the time of each key: master first.</param>
    /// <exception cref="WalletException">Too many accounts, or not a phrase.</exception>
    public static WalletSecrets FromMnemonic(string mnemonic, int accounts, Func<string> created)
    {
        ArgumentNullException.ThrowIfNull(created);
        if (accounts is < 0 or > MaxAccounts)
            throw new WalletException("invalid number of accounts");
        Keys.Mnemonic.Check(mnemonic);
        byte[] seed = Keys.Mnemonic.Seed(mnemonic);
        var master = Key("Master Key", KeyDerivation.MasterPath, seed, created());
        var keys = Enumerable.Range(0, accounts)
            .Select(i => (KeyPair?)Key($"Child Key {i}", KeyDerivation.AccountPath(i), seed, created()))
            .ToList();
        System.Security.Cryptography.CryptographicOperations.ZeroMemory(seed);
        return new WalletSecrets(mnemonic, master, keys);
    }

    /// <summary>Says how many accounts there are, never a secret.</summary>
    public override string ToString() => $"{Accounts?.Count ?? 0} accounts";

    private static KeyPair Key(string name, string path, byte[] seed, string created)
    {
        byte[] key = KeyDerivation.Derive(path, seed);
        return new KeyPair(name, created, HdPath.Parse(path), ScaleBytes.Copy(key.AsSpan(Ed25519.SeedSize)), key, KeyKind.Software);
    }
}
