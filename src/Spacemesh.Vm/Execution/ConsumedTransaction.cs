using Spacemesh.Primitives;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Vm.Execution;

/// <summary>A transaction that paid for its gas, whether its method succeeded or not. The result's block is still zero.</summary>
public sealed record ConsumedTransaction(TransactionId Id, TxHeader Header, TransactionResult Result);
