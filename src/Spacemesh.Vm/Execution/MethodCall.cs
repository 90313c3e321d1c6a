using Spacemesh.Crypto.Addresses;
using Spacemesh.Primitives;
using Spacemesh.Vm.Parsing;
using Spacemesh.Vm.Templates;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Vm.Execution;

/// <summary>
/// Executes one method. Every check comes before the first change, so a failure changes nothing (spec 07 §7.1–7.4).
/// </summary>
internal readonly ref struct MethodCall(StagedAccounts accounts, StagedAccount principal, LayerId layer, string addressPrefix, List<StagedAccount> touched)
{
    /// <summary>Executes; returns the message of the failure, or null.</summary>
    public string? Execute(MethodArguments arguments) => arguments switch
    {
        MethodArguments.Spawn spawn => Spawn(spawn.Target),
        MethodArguments.Spend spend => Transfer(principal, spend.Value.Destination, spend.Value.Amount),
        MethodArguments.DrainVault drain => Drain(drain.Value),
        _ => throw new ArgumentOutOfRangeException(nameof(arguments)),
    };

    private string? Spawn(AccountTemplate template)
    {
        var target = accounts.Get(template.Principal);
        if (target.Template is not null)
            return "account already spawned";
        target.Spawn(template);
        Touch(target);
        return null;
    }

    private string? Transfer(StagedAccount from, Address destination, ulong amount)
    {
        var to = accounts.Get(destination);
        if (amount > from.Balance)
            return "no balance";
        if (from == to)
            return null;
        from.Balance -= amount;
        // The reference adds without looking at overflow.
        to.Balance = unchecked(to.Balance + amount);
        Touch(to);
        return null;
    }

    private string? Drain(DrainVaultArguments arguments)
    {
        var vault = accounts.Get(arguments.Vault);
        if (vault.Template is not { } template)
            return "account is not spawned";
        if (template != Template.Vault)
            return $"relay template mismatch: {AddressText.Format(Template.Vault, addressPrefix)} != {AddressText.Format(template, addressPrefix)}";
        if (vault.Instance(out var instance) != PrincipalState.Spawned || instance is not VaultTemplate state)
            throw new CorruptAccountException(vault.Address);
        if (state.Owner != principal.Address)
            return "vault: not an owner";
        ulong vested = state.Vested(layer);
        if (vault.Balance < state.TotalAmount - vested)
            return "vault: account is misconfigured";
        if (arguments.Spend.Amount > unchecked(vault.Balance - state.TotalAmount + vested))
            return "vault: amount not available";
        if (Transfer(vault, arguments.Spend.Destination, arguments.Spend.Amount) is { } failure)
            return failure;
        Touch(vault);
        return null;
    }

    private void Touch(StagedAccount account)
    {
        if (account != principal && !touched.Contains(account))
            touched.Add(account);
    }
}
