using Spacemesh.Primitives;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.TxPool.State;

/// <summary>A stored transaction that has a header and no result.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Header">Its header.</param>
/// <param name="Received">When it was first stored, in nanoseconds of Unix time.</param>
public readonly record struct PendingRow(TransactionId Id, TxHeader Header, long Received);
