using Spacemesh.Crypto.Signing;
using Spacemesh.Primitives;
using Spacemesh.Smcli.CommandLine;
using Spacemesh.Wallet.Keys;
using Spacemesh.Wallet.Ledger;

namespace Spacemesh.Smcli.Commands;

/// <summary>Signatures of a wallet's accounts: with the secret of the file, or on the Ledger device that holds it.</summary>
internal static class AccountSigner
{
    public static async Task<EdSignature> SignAsync(Invocation invocation, KeyPair key, byte[] message)
    {
        if (key.CanSign)
            return Ed25519.Sign(key.SecretKey, message);
        using var device = new LedgerDevice(invocation.Ledgers.OpenFirst(), invocation.Terminal.Time);
        await invocation.Out.WriteAsync($"Approve the transaction on {device.Name}.\n");
        await invocation.Out.FlushAsync(invocation.Cancellation);
        return await device.SignAsync(key.Path, Hash32.FromBytes(key.PublicKey), message, invocation.Cancellation);
    }
}
