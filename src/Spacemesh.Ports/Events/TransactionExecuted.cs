using Spacemesh.Wire.Transactions;

namespace Spacemesh.Ports.Events;

/// <summary>A transaction's result is stored (spec 09a §8.1).</summary>
public sealed record TransactionExecuted(Transaction Transaction, TransactionResult Result) : NodeEvent;
