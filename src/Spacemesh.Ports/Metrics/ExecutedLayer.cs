namespace Spacemesh.Ports.Metrics;

/// <summary>What executing a layer took and brought.</summary>
/// <param name="Run">Time of its transactions and rewards.</param>
/// <param name="Rewarding">Of it, time of the rewards.</param>
/// <param name="Wait">Time until the database could be written.</param>
/// <param name="Store">Time of storing what they changed.</param>
/// <param name="Accounts">Changed accounts.</param>
/// <param name="Transactions">Transactions that paid.</param>
/// <param name="Ineffective">Transactions that changed nothing.</param>
/// <param name="Fees">Smidge.</param>
/// <param name="Subsidy">Smidge issued.</param>
/// <param name="Rewards">Smidge paid out, fees among it.</param>
public readonly record struct ExecutedLayer(TimeSpan Run, TimeSpan Rewarding, TimeSpan Wait, TimeSpan Store, int Accounts, int Transactions, int Ineffective, ulong Fees, ulong Subsidy, ulong Rewards);
