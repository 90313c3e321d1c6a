using Spacemesh.Codec;
using Spacemesh.Crypto.Addresses;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;
using Spacemesh.Vm.Templates;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Vm.Tests;

/// <summary>Vault arguments, principal, and vested amounts over layers.</summary>
[VectorFile("07-vault-vested")]
public sealed class VaultVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var input = vector.In;
        var arguments = new VaultSpawnArguments(
            Address.FromBytes(input.Hex("owner")),
            input.U64("total"),
            input.U64("initial"),
            new LayerId(input.U32("start")),
            new LayerId(input.U32("end")));
        VectorCase.Equal(vector.Out.Hex("arguments"), Scale.Encode(arguments), "arguments");
        var vault = new VaultTemplate(arguments);
        VectorCase.Equal(vector.Out.Text("principal"), vault.Principal.ToHex(), "principal");
        VectorCase.Equal(vector.Out.Text("address_sm"), AddressText.Format(vault.Principal, "sm"), "address");
        VmJson.CompareLists(
            vector.Out.Items("vested").Select(amount => $"{amount.GetUInt64()}"),
            input.Items("layers").Select(layer => $"{vault.Vested(new LayerId(layer.GetUInt32()))}"),
            "vested");
    }
}
