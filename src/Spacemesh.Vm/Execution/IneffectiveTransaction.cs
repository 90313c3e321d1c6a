using Spacemesh.Primitives;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Vm.Execution;

/// <summary>A transaction that changed nothing; its header is present only where just the nonce was too low (spec 07 §7).</summary>
public sealed record IneffectiveTransaction(TransactionId Id, IneffectiveReason Reason, TxHeader? Header);
