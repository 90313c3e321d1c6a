using Spacemesh.Crypto.Addresses;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Wallet.Tests;

/// <summary>Address texts that are accepted, and the texts of the errors.</summary>
[VectorFile("07-address-text")]
public sealed class AddressTextVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        string prefix = vector.In.Text("hrp");
        var fault = AddressText.TryParse(vector.In.Text("text"), prefix, out var address, out string error);
        string expected = vector.Out.Has("error") ? vector.Out.Text("error") : "";
        if (vector.In.Text("text").Contains('\uFFFD', StringComparison.Ordinal))
        {
            // The file could not carry the byte, only the error shows it.
            expected = expected[..expected.IndexOf('\'')];
            error = error[..error.IndexOf('\'')];
        }

        VectorCase.Equal(expected, error, "error");
        string kind = fault switch
        {
            AddressFault.None => "",
            AddressFault.Bech32 => "error decoding bech32",
            AddressFault.Length => "wrong address length",
            AddressFault.Network => "unsupported network",
            _ => "missing reserved space",
        };
        VectorCase.Equal(vector.Out.Has("class") ? vector.Out.Text("class") : "", kind, "class");
        if (fault != AddressFault.None)
            return;
        VectorCase.Equal(vector.Out.Text("address"), address.ToHex(), "address");
        VectorCase.Equal(vector.Out.Text("reprint"), AddressText.Format(address, prefix), "reprint");
    }
}
