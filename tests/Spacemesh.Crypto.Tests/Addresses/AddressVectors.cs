using Spacemesh.Crypto.Addresses;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Crypto.Tests.Addresses;

[VectorFile("01-address")]
public sealed class AddressVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        string prefix = vector.In.Text("hrp");
        Address address;
        if (vector.In.Has("text"))
        {
            var fault = AddressText.TryParse(vector.In.Text("text"), prefix, out address, out string error);
            VectorCase.Equal(vector.Out.Has("error") ? vector.Out.Text("error") : "", error, "error");
            if (fault != AddressFault.None)
                return;
        }
        else
        {
            address = vector.In.Has("address") ? Address.FromBytes(vector.In.Hex("address")) : AddressDerivation.Generate(vector.In.Hex("bytes"));
        }

        if (vector.Out.Has("address"))
            VectorCase.Equal(vector.Out.Text("address"), address.ToHex(), "address");
        VectorCase.Equal(vector.Out.Text("string"), AddressText.Format(address, prefix), "string");
        if (vector.Out.Has("empty"))
            VectorCase.Equal(vector.Out.Flag("empty"), AddressDerivation.IsEmpty(address), "empty");
    }
}
