using Spacemesh.Codec;
using Spacemesh.Primitives;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Vm.Templates;

/// <summary>An account of several keys, of which a number must sign. Vesting accounts are the same and may also drain vaults.</summary>
public sealed class MultisigTemplate(Address template, MultisigSpawnArguments arguments) : AccountTemplate
{
    public override Address TemplateAddress => template;

    public override ScaleBytes State => Scale.Encode(arguments);

    public override Address Principal => Wire.Transactions.Principal.Compute(template, arguments);

    public override ulong LoadGas => Gas.Load(arguments.PublicKeys.Count);

    public override ulong BaseGas(TxMethod method) =>
        Gas.Transaction + (Gas.EdVerify * arguments.Required) + (method == TxMethod.Spawn ? Gas.Spawn : 0);

    public override ulong ExecuteGas(TxMethod method) => method switch
    {
        TxMethod.Spawn => Gas.ExecuteSpawn(arguments.PublicKeys.Count),
        TxMethod.DrainVault => Gas.ExecuteDrain(),
        _ => Gas.ExecuteSpend(),
    };

    public override string? Invalid()
    {
        if (arguments.Required == 0)
            return "number of required signatures must be larger than zero";
        return arguments.PublicKeys.Count < arguments.Required ? $"multisig requires atleast {arguments.Required} keys" : null;
    }

    public override bool TryReadSignatures(ref ScaleReader reader, List<SignerClaim> claims)
    {
        int previous = -1;
        bool ordered = true;
        for (int i = 0; i < arguments.Required; i++)
        {
            var part = reader.Struct<MultisigPart>("Parts");
            if (reader.Failed)
                return false;
            if (part.Ref >= arguments.PublicKeys.Count || part.Ref <= previous)
            {
                ordered = false;
                continue;
            }

            previous = part.Ref;
            claims.Add(new SignerClaim(new NodeId(arguments.PublicKeys[part.Ref].Value), part.Sig));
        }

        return ordered;
    }
}
