using Spacemesh.Codec;
using Spacemesh.Primitives;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Vm.Templates;

/// <summary>An account of one key.</summary>
public sealed class WalletTemplate(WalletSpawnArguments arguments) : AccountTemplate
{
    private const int Keys = 1;

    public override Address TemplateAddress => Template.Wallet;

    public override ScaleBytes State => arguments.PublicKey.ToArray();

    public override Address Principal => Wire.Transactions.Principal.Compute(TemplateAddress, arguments);

    public override ulong LoadGas => Gas.Load(Keys);

    public override ulong BaseGas(TxMethod method) => Gas.Transaction + Gas.EdVerify + (method == TxMethod.Spawn ? Gas.Spawn : 0);

    public override ulong ExecuteGas(TxMethod method) => method == TxMethod.Spawn ? Gas.ExecuteSpawn(Keys) : Gas.ExecuteSpend();

    public override string? Invalid() => null;

    public override bool TryReadSignatures(ref ScaleReader reader, List<SignerClaim> claims)
    {
        var signature = reader.FixedBytes<EdSignature>("Signature");
        if (reader.Failed)
            return false;
        claims.Add(new SignerClaim(new NodeId(arguments.PublicKey.Value), signature));
        return true;
    }
}
