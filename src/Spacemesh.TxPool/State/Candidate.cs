namespace Spacemesh.TxPool.State;

/// <summary>The best transaction of a nonce.</summary>
/// <param name="Best">The transaction.</param>
/// <param name="BalanceAfter">What the account has left when it and everything before it is applied.</param>
public readonly record struct Candidate(PendingTransaction Best, ulong BalanceAfter);
