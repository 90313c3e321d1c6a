using Spacemesh.Codec;
using Spacemesh.Primitives;
using Spacemesh.Wallet.Keys;

namespace Spacemesh.Wallet.Ledger;

/// <summary>Wallets whose keys stay in a device (spec 07 §20, §21).</summary>
public static class LedgerWallet
{
    /// <summary>Reads the master key, then each account, which the user approves on the device.</summary>
    /// <param name="device">The device.</param>
    /// <param name="accounts">How many accounts, up to 128.</param>
    /// <param name="created">Asked for the time of each key: master first.</param>
    /// <param name="announce">Told path and public key before the device shows that key.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="WalletException">Too many accounts, or as for <see cref="LedgerDevice.ReadPublicKeyAsync"/>.</exception>
    public static async Task<WalletSecrets> ReadAsync(
        LedgerDevice device, int accounts, Func<string> created, Func<HdPath, Hash32, Task> announce, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(created);
        ArgumentNullException.ThrowIfNull(announce);
        if (accounts is < 0 or > WalletSecrets.MaxAccounts)
            throw new WalletException("invalid number of accounts");
        var masterPath = HdPath.Parse(KeyDerivation.MasterPath);
        var master = Key("Ledger Master Key", masterPath, await device.ReadPublicKeyAsync(masterPath, confirm: false, cancellation), created());
        var keys = new List<KeyPair?>();
        for (int i = 0; i < accounts; i++)
        {
            var path = HdPath.Parse(KeyDerivation.AccountPath(i));
            // Only what was known before can be compared with the device's screen.
            var expected = await device.ReadPublicKeyAsync(path, confirm: false, cancellation);
            await announce(path, expected);
            var approved = await device.ReadPublicKeyAsync(path, confirm: true, cancellation);
            if (approved != expected)
                throw LedgerAnswer.Garbled($"two different keys for {path}");
            keys.Add(Key("Ledger Child Key", path, approved, created()));
        }

        return new WalletSecrets(WalletSecrets.NoMnemonic, master, keys);
    }

    private static KeyPair Key(string name, HdPath path, Hash32 key, string created) =>
        new(name, created, path, ScaleBytes.Copy(Hash32.Span(in key)), ScaleBytes.Empty, KeyKind.Ledger);
}
