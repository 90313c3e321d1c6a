using System.Text;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wallet.Files;

namespace Spacemesh.Wallet.Tests;

/// <summary>Files of the desktop app: written like it does, and read.</summary>
[VectorFile("07-wallet-smapp")]
public sealed class AppFileVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        string text = vector.Out.Text("file");
        string password = vector.In.Text("password");
        ReadVectors.Compare(vector.Out.GetProperty("smcli_read"), text, password);
        if (!vector.In.Has("secrets"))
            return;

        var golden = WalletFile.Parse(Encoding.UTF8.GetBytes(text));
        byte[] plaintext = Encoding.UTF8.GetBytes(vector.In.Text("secrets"));
        byte[] salt = vector.In.Hex("salt");
        byte[] key = WalletCipher.Key(Encoding.UTF8.GetBytes(password), salt, WalletFile.AppIterations);
        VectorCase.Equal(vector.Out.Hex("key"), key, "key");
        VectorCase.Equal(vector.Out.Hex("iv"), WalletCipher.Iv(key, plaintext), "iv");
        var written = WalletFile.Seal(golden.Meta, plaintext, Encoding.UTF8.GetBytes(password), salt, WalletFile.AppIterations, "SHA-512", iv: null);
        VectorCase.Equal(text, Encoding.UTF8.GetString(written.ToJson()), "file");

        var secrets = golden.Open(Encoding.UTF8.GetBytes(password));
        var own = WalletFile.Parse(WalletFile.SealForApp(golden.Meta, secrets, Encoding.UTF8.GetBytes(password), salt).ToJson());
        VectorCase.Equal(WalletSecretsText.Write(secrets), WalletSecretsText.Write(own.Open(Encoding.UTF8.GetBytes(password))), "own file, read back");
    }
}
