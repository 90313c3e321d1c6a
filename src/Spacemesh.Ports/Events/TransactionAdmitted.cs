using Spacemesh.Wire.Transactions;

namespace Spacemesh.Ports.Events;

/// <summary>A transaction entered the mempool; an <see cref="AccountChanged"/> of its principal follows (spec 07 §18).</summary>
/// <param name="Transaction">With its header.</param>
/// <param name="Valid">False for one that conflicts with what is known.</param>
public sealed record TransactionAdmitted(Transaction Transaction, bool Valid = true) : NodeEvent;
