namespace Spacemesh.Vm.Execution;

/// <summary>What a transaction took.</summary>
/// <param name="Parse">Reading it.</param>
/// <param name="Verify">Its checks, with its signatures where they were not verified before.</param>
/// <param name="Execute">The call.</param>
public readonly record struct TransactionTimes(TimeSpan Parse, TimeSpan Verify, TimeSpan Execute);
