using Spacemesh.Testing.Vectors;
using Spacemesh.Wallet.Keys;

namespace Spacemesh.Wallet.Tests;

/// <summary>Phrases that make a wallet and those that are refused.</summary>
[VectorFile("07-wallet-mnemonic")]
public sealed class MnemonicVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var expected = vector.Out;
        string? error = null;
        WalletSecrets? wallet = null;
        try
        {
            wallet = WalletSecrets.FromMnemonic(vector.In.Text("mnemonic"), vector.In.I32("accounts"), () => "");
        }
        catch (WalletException exception)
        {
            error = exception.Message;
        }

        VectorCase.Equal(expected.Has("error") ? expected.Text("error") : null, error, "error");
        if (wallet is null)
            return;
        VectorCase.Equal(expected.I32("accounts"), wallet.Accounts!.Count, "accounts");
        VectorCase.Equal(expected.Text("mnemonic"), wallet.Mnemonic, "mnemonic");
        if (!expected.Has("last_name"))
            return;
        var last = wallet.Accounts[^1]!;
        VectorCase.Equal(expected.Text("last_name"), last.DisplayName, "name");
        VectorCase.Equal(expected.Text("last_path"), last.Path.ToString(), "path");
        VectorCase.Equal(expected.Text("last_public"), last.PublicKey.ToString(), "public key");
    }
}
