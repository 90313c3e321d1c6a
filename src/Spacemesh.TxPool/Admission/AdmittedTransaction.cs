using Spacemesh.Primitives;
using Spacemesh.TxPool.State;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.TxPool.Admission;

/// <summary>An admitted transaction: a row to store, and an event for its id and one for its principal (spec 07 §18).</summary>
/// <param name="Id">Key of the row.</param>
/// <param name="Raw">Its bytes.</param>
/// <param name="Header">Its header; replaces a missing one.</param>
/// <param name="Received">Timestamp of a new row, in nanoseconds of Unix time.</param>
/// <param name="Outcome">Whether it is a candidate or stored only.</param>
public sealed record AdmittedTransaction(TransactionId Id, ReadOnlyMemory<byte> Raw, TxHeader Header, long Received, AddOutcome Outcome);
