using Spacemesh.Testing.Vectors;
using Spacemesh.Wallet.Keys;

namespace Spacemesh.Wallet.Tests;

/// <summary>Path texts of wallet files.</summary>
[VectorFile("07-wallet-hdpath")]
public sealed class PathVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        string? error = null;
        var path = HdPath.Root;
        try
        {
            path = HdPath.Parse(vector.In.Text("text"));
        }
        catch (WalletException exception)
        {
            error = exception.Message;
        }

        VectorCase.Equal(vector.Out.Has("error") ? vector.Out.Text("error") : null, error, "error");
        if (error is not null)
            return;
        var elements = vector.Out.GetProperty("elements").EnumerateArray().Select(element => element.GetUInt32());
        VectorCase.Equal(string.Join(' ', elements), string.Join(' ', path.Elements), "elements");
        VectorCase.Equal(vector.Out.Text("printed"), path.ToString(), "printed");
    }
}
