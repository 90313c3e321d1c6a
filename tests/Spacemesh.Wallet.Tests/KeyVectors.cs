using Spacemesh.Testing.Vectors;
using Spacemesh.Wallet.Keys;

namespace Spacemesh.Wallet.Tests;

/// <summary>Entropy to phrase, seed, keys and addresses.</summary>
[VectorFile("07-wallet-keys")]
public sealed class KeyVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var expected = vector.Out;
        string phrase = Mnemonic.FromEntropy(vector.In.Hex("entropy"));
        VectorCase.Equal(expected.Text("mnemonic"), phrase, "mnemonic");
        VectorCase.Equal(expected.Hex("seed"), Mnemonic.Seed(phrase), "seed");
        var accounts = expected.GetProperty("accounts").EnumerateArray().ToList();
        var wallet = WalletSecrets.FromMnemonic(phrase, accounts.Count, () => "");
        VectorCase.Equal(expected.Hex("master_secret"), wallet.Master!.SecretKey.ToArray(), "master secret");
        VectorCase.Equal(expected.Hex("master_public"), wallet.Master.PublicKey.ToArray(), "master public");
        VectorCase.Equal(expected.Text("master_path"), wallet.Master.Path.ToString(), "master path");
        for (int i = 0; i < accounts.Count; i++)
        {
            var account = wallet.Accounts![i]!;
            VectorCase.Equal(accounts[i].Text("name"), account.DisplayName, $"name {i}");
            VectorCase.Equal(accounts[i].Text("path"), account.Path.ToString(), $"path {i}");
            VectorCase.Equal(accounts[i].Hex("public"), account.PublicKey.ToArray(), $"public {i}");
            VectorCase.Equal(accounts[i].Hex("secret"), account.SecretKey.ToArray(), $"secret {i}");
            VectorCase.Equal(accounts[i].Text("sm"), account.AddressText("sm"), $"sm {i}");
            VectorCase.Equal(accounts[i].Text("stest"), account.AddressText("stest"), $"stest {i}");
        }
    }
}
