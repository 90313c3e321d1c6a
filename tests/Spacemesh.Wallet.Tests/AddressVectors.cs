using Spacemesh.Crypto.Addresses;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Wallet.Tests;

/// <summary>Addresses made of bytes, under each prefix.</summary>
[VectorFile("07-address-generate")]
public sealed class AddressVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var address = AddressDerivation.Generate(vector.In.Hex("bytes"));
        VectorCase.Equal(vector.Out.Text("address"), address.ToHex(), "address");
        VectorCase.Equal(vector.Out.Flag("empty"), AddressDerivation.IsEmpty(address), "empty");
        foreach (string prefix in new[] { "sm", "stest", "standalone" })
            VectorCase.Equal(vector.Out.Text(prefix), AddressText.Format(address, prefix), prefix);
    }
}
