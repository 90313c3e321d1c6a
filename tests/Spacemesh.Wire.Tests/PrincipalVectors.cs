using System.Text.Json;
using Spacemesh.Codec;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Wire.Tests;

[VectorFile("01-principal")]
internal sealed class PrincipalVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        if (vector.In.Has("bytes"))
        {
            VectorCase.Equal(vector.Out.Hex("address"), Principal.Generate(vector.In.Hex("bytes")).ToArray(), "address");
            return;
        }

        var template = Address.FromBytes(vector.In.Hex("template"));
        var (arguments, principal) = Compute(template, vector.In.GetProperty("args"));
        VectorCase.Equal(vector.Out.Hex("args_bytes"), arguments, "spawn arguments");
        VectorCase.Equal(vector.Out.Hex("principal"), principal.ToArray(), "principal");
    }

    private static (byte[] Arguments, Address Principal) Compute(Address template, JsonElement arguments)
    {
        if (template == Template.Wallet)
            return Compute(template, FieldReader.Build<WalletSpawnArguments>(arguments));
        if (template == Template.Vault)
            return Compute(template, FieldReader.Build<VaultSpawnArguments>(arguments));
        VectorCase.True(template == Template.Multisig || template == Template.Vesting, $"unknown template {template}");
        return Compute(template, FieldReader.Build<MultisigSpawnArguments>(arguments));
    }

    private static (byte[] Arguments, Address Principal) Compute<T>(Address template, T arguments)
        where T : IScaleType<T> => (Scale.Encode(arguments), Principal.Compute(template, arguments));
}
