using Spacemesh.Vm.Templates;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Vm.Parsing;

/// <summary>Arguments of one of the methods.</summary>
public abstract record MethodArguments
{
    private MethodArguments()
    {
    }

    /// <summary>The account to create.</summary>
    public sealed record Spawn(AccountTemplate Target) : MethodArguments;

    /// <summary>Destination and amount.</summary>
    public sealed record Spend(SpendArguments Value) : MethodArguments;

    /// <summary>Vault, destination and amount.</summary>
    public sealed record DrainVault(DrainVaultArguments Value) : MethodArguments;
}
