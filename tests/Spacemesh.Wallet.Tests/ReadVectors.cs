using System.Text;
using System.Text.Json;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wallet.Files;
using Spacemesh.Wallet.Keys;

namespace Spacemesh.Wallet.Tests;

/// <summary>Reading sound, damaged, foreign and odd files.</summary>
[VectorFile("07-wallet-read")]
public sealed class ReadVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        bool logged = vector.Out.Has("log") && vector.Out.Text("log").Contains("iterations count lower", StringComparison.Ordinal);
        VectorCase.Equal(logged, Compare(vector.Out, vector.In.Text("file"), vector.In.Text("password")), "warning");
    }

    /// <summary>Compares what is read; says whether the iterations would be warned about.</summary>
    internal static bool Compare(JsonElement expected, string text, string password)
    {
        WalletFile? file = null;
        WalletSecrets? secrets = null;
        string? error = null;
        bool warned = false;
        try
        {
            file = WalletFile.Parse(Encoding.UTF8.GetBytes(text));
            // The salt is looked at before the iterations.
            warned = file.Salt.Length == WalletCipher.SaltSize && file.HasFewIterations;
            secrets = file.Open(Encoding.UTF8.GetBytes(password));
        }
        catch (WalletException exception)
        {
            error = exception.Message;
        }

        if (expected.Has("error"))
        {
            string wanted = expected.Text("error");
            VectorCase.True(error is not null, $"expected the error {wanted}, the file was read");
            // Where the reference crashes any error will do.
            if (!wanted.StartsWith("crash", StringComparison.Ordinal))
                VectorCase.Equal(wanted, error, "error");
        }
        else
        {
            VectorCase.Equal(null, error, "error");
            var meta = expected.GetProperty("meta");
            VectorCase.Equal(meta.Text("displayName"), file!.Meta.DisplayName, "displayName");
            VectorCase.Equal(meta.Text("created"), file.Meta.Created, "created");
            VectorCase.Equal(meta.Text("genesisID"), file.Meta.GenesisId, "genesisID");
            using var actual = JsonDocument.Parse(WalletSecretsText.Write(secrets!));
            VectorCase.True(
                JsonElement.DeepEquals(expected.GetProperty("secrets"), actual.RootElement),
                $"secrets: expected {expected.GetProperty("secrets").GetRawText()}, actual {actual.RootElement.GetRawText()}");
        }

        return warned;
    }
}
