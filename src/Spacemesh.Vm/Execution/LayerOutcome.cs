using Spacemesh.Primitives;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Vm.Execution;

/// <summary>Everything that applying a layer changes. Nothing is stored yet: the caller writes it in one transaction.</summary>
/// <param name="Accounts">Changed accounts in the order of their first change, with their final values.</param>
/// <param name="Rewards">Reward rows in the order they were paid.</param>
/// <param name="StateRoot">Hash over <paramref name="Accounts"/>.</param>
/// <param name="Consumed">Transactions that paid, in order.</param>
/// <param name="Ineffective">Transactions that changed nothing, in order.</param>
/// <param name="Fees">Sum of the fees, wrapping.</param>
/// <param name="Subsidy">What was issued for the layer; 0 where nobody is rewarded.</param>
public sealed record LayerOutcome(
    IReadOnlyList<Account> Accounts,
    IReadOnlyList<Reward> Rewards,
    Hash32 StateRoot,
    IReadOnlyList<ConsumedTransaction> Consumed,
    IReadOnlyList<IneffectiveTransaction> Ineffective,
    ulong Fees,
    ulong Subsidy);
