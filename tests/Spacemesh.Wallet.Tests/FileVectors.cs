using System.Globalization;
using System.Text;
using System.Text.Json;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wallet.Files;
using Spacemesh.Wallet.Keys;

namespace Spacemesh.Wallet.Tests;

/// <summary>Files as smcli writes them, in both directions. Its IV is given: ours is made of the plaintext (spec 07 §20).</summary>
[VectorFile("07-wallet-file")]
public sealed class FileVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var input = vector.In;
        byte[] password = input.Hex("password");
        byte[] salt = input.Hex("salt");
        byte[] golden = Encoding.UTF8.GetBytes(vector.Out.Text("file"));
        var read = WalletFile.Parse(golden);
        var secrets = input.Has("created") ? Derive(input) : WalletSecretsText.Read(Encoding.UTF8.GetBytes(vector.Out.Text("plaintext")));
        byte[] plaintext = WalletSecretsText.Write(secrets);
        VectorCase.Equal(vector.Out.Text("plaintext"), Encoding.UTF8.GetString(plaintext), "plaintext");
        VectorCase.Equal(vector.Out.Hex("key"), WalletCipher.Key(password, salt, WalletFile.RecommendedIterations), "key");

        var meta = new WalletMeta("Main Wallet", input.Has("created") ? input.GetProperty("created").Text("file") : read.Meta.Created, "");
        var written = WalletFile.Seal(meta, plaintext, password, salt, WalletFile.RecommendedIterations, "SHA-256", read.Iv);
        VectorCase.Equal(vector.Out.Text("file"), $"{Encoding.UTF8.GetString(written.ToJson())}\n", "file");
        VectorCase.Equal(plaintext, read.Decrypt(password), "decrypted");

        var own = WalletFile.Parse(WalletFile.Seal(meta, secrets, password, salt).ToJson());
        VectorCase.Equal(plaintext, WalletSecretsText.Write(own.Open(password)), "own file, read back");
        VectorCase.True(!own.Iv.AsSpan().SequenceEqual(read.Iv), "our IV must depend on the key");
    }

    private static WalletSecrets Derive(JsonElement input)
    {
        // The master key's time, then one millisecond more for each account.
        var time = DateTimeOffset.ParseExact(
            input.GetProperty("created").Text("master"), "yyyy-MM-dd'T'HH-mm-ss.fff'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        int made = 0;
        return WalletSecrets.FromMnemonic(input.Text("mnemonic"), input.I32("accounts"), () => WalletTime.Format(time.AddMilliseconds(made++)));
    }
}
