using Spacemesh.Codec;
using Spacemesh.Primitives;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Vm.Templates;

/// <summary>Coins that become available to their owner over time. It signs nothing: its owner drains it (spec 07 §7.4, §7.5).</summary>
public sealed class VaultTemplate(VaultSpawnArguments arguments) : AccountTemplate
{
    public override Address TemplateAddress => Template.Vault;

    public override ScaleBytes State => Scale.Encode(arguments);

    public override Address Principal => Wire.Transactions.Principal.Compute(TemplateAddress, arguments);

    public override ulong LoadGas => 0;

    public override bool HasPayload => false;

    public Address Owner => arguments.Owner;

    public ulong TotalAmount => arguments.TotalAmount;

    public override ulong BaseGas(TxMethod method) => 0;

    public override ulong ExecuteGas(TxMethod method) => 0;

    public override string? Invalid()
    {
        if (arguments.InitialUnlockAmount > arguments.TotalAmount)
            return $"initial {arguments.InitialUnlockAmount} should be less or equal to total {arguments.TotalAmount}";
        return arguments.VestingEnd < arguments.VestingStart
            ? $"vesting end {arguments.VestingEnd.Value} should be atleast equal to start {arguments.VestingStart.Value}"
            : null;
    }

    public override bool TryReadSignatures(ref ScaleReader reader, List<SignerClaim> claims) => false;

    /// <summary>How much has become available by an absolute layer; the start has priority over the end.</summary>
    public ulong Vested(LayerId layer)
    {
        if (layer < arguments.VestingStart)
            return 0;
        if (layer >= arguments.VestingEnd)
            return arguments.TotalAmount;
        ulong passed = layer.Value - arguments.VestingStart.Value;
        ulong whole = arguments.VestingEnd.Value - arguments.VestingStart.Value;
        return (ulong)((UInt128)arguments.TotalAmount * passed / whole);
    }
}
