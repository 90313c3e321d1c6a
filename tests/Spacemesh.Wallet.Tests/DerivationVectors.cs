using Spacemesh.Testing.Vectors;
using Spacemesh.Wallet.Keys;

namespace Spacemesh.Wallet.Tests;

/// <summary>Path and seed to key.</summary>
[VectorFile("07-wallet-derive")]
public sealed class DerivationVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        string? error = null;
        byte[] key = [];
        try
        {
            key = KeyDerivation.Derive(vector.In.Text("path"), vector.In.Hex("seed"));
        }
        catch (WalletException exception)
        {
            error = exception.Message;
        }

        VectorCase.Equal(vector.Out.Has("error") ? vector.Out.Text("error") : null, error, "error");
        if (error is null)
            VectorCase.Equal(vector.Out.Hex("key"), key, "key");
    }
}
