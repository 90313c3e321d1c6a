using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.TxPool.State;

namespace Spacemesh.Services.Mesh.Pool;

/// <summary>The stored transactions as the pool reads them.</summary>
internal sealed class StoredPendingRows(IStateStores stores) : IPendingRows
{
    public LayerId LastApplied { get; set; }

    public IEnumerable<PendingRow> Pending(Address principal, ulong fromNonce) =>
        from record in stores.Transactions.Pending(principal, fromNonce)
        where record.Header is not null
        select new PendingRow(record.Id, record.Header!, record.ReceivedNanoseconds);

    public IEnumerable<(Address Principal, ulong Nonce)> PrincipalsWithPending() => stores.Transactions.AddressesWithPending();

    public PackingMark NextInclusion(TransactionId transaction, LayerId after)
    {
        if (stores.Transactions.NextBlock(transaction, after) is { } block)
            return new PackingMark(block.Layer, block.Block);
        return stores.Transactions.NextProposal(transaction, after) is { } layer ? new PackingMark(layer, default) : PackingMark.None;
    }
}
