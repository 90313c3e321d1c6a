using Spacemesh.Codec;
using Spacemesh.Primitives;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Ports.State;

/// <summary>A stored transaction.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Raw">Its bytes.</param>
/// <param name="Header">Null until parsed.</param>
/// <param name="Layer">Layer in which it was applied; null (or layer 0) before.</param>
/// <param name="Block">Block that applied it.</param>
/// <param name="ReceivedNanoseconds">First receipt, Unix nanoseconds.</param>
public sealed record TransactionRecord(
    TransactionId Id, ScaleBytes Raw, TxHeader? Header, LayerId? Layer, BlockId? Block, long ReceivedNanoseconds)
{
    public TransactionState State =>
        Layer is { Value: > 0 } ? TransactionState.Applied : Header is null ? TransactionState.Pending : TransactionState.Mempool;
}
