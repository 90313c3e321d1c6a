using Spacemesh.Primitives;

namespace Spacemesh.TxPool.State;

/// <summary>What the pool reads of the stored transactions (spec 10 §6.6). Rows whose header does not decode end a list.</summary>
public interface IPendingRows
{
    /// <summary>Layer after which the state stands.</summary>
    LayerId LastApplied { get; }

    /// <summary>Rows of a principal with header and without result, from a nonce on: nonce, timestamp, id ascending.</summary>
    IEnumerable<PendingRow> Pending(Address principal, ulong fromNonce);

    /// <summary>
    /// Principals with pending rows whose nonce is above their highest applied one (any, where none was applied), and the lowest such nonce.
    /// </summary>
    IEnumerable<(Address Principal, ulong Nonce)> PrincipalsWithPending();

    /// <summary>Where a transaction is packed next after a layer: the lowest layer of a block, else of a proposal, else none.</summary>
    PackingMark NextInclusion(TransactionId transaction, LayerId after);
}
