using Spacemesh.Primitives;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Ports.State;

/// <summary>Transactions, their results and in which proposals and blocks they stand (spec 10 §6.6).</summary>
public interface ITransactionStore
{
    /// <summary>Adds a transaction; for a known id without header only header, principal and nonce are filled in.</summary>
    void Add(Transaction transaction, long receivedNanoseconds);

    /// <summary>Throws <see cref="Storage.StorageException"/> where the row does not decode.</summary>
    TransactionRecord? Find(TransactionId id);

    bool Contains(TransactionId id);

    /// <summary>Stores the result with its layer, block and addresses. A refusal changes nothing.</summary>
    ResultOutcome AddResult(TransactionId id, TransactionResult result);

    TransactionResult? Result(TransactionId id);

    /// <summary>Takes results, layer and block away from every transaction applied in this layer or later.</summary>
    void UndoFrom(LayerId layer);

    /// <summary>Layer of a transaction with a result.</summary>
    LayerId? AppliedLayer(TransactionId id);

    /// <summary>Remembers that a proposal carries the transaction; known links are ignored.</summary>
    void LinkToProposal(TransactionId id, ProposalId proposal, LayerId layer);

    /// <inheritdoc cref="LinkToProposal"/>
    void LinkToBlock(TransactionId id, BlockId block, LayerId layer);

    bool IsInProposal(TransactionId id, ProposalId proposal);

    bool IsInBlock(TransactionId id, BlockId block);

    /// <summary>The earliest block after a layer that carries it: lowest layer, then id.</summary>
    (LayerId Layer, BlockId Block)? NextBlock(TransactionId id, LayerId after);

    /// <summary>Layer of the earliest proposal after a layer that carries it.</summary>
    LayerId? NextProposal(TransactionId id, LayerId after);

    /// <summary>Every principal (ascending) with a transaction that waits, with the smallest waiting nonce beyond its applied ones.</summary>
    IReadOnlyList<(Address Principal, ulong Nonce)> AddressesWithPending();

    /// <summary>Unapplied transactions of a principal from a nonce on: by nonce, receipt, id. Ends before a row that does not decode.</summary>
    IReadOnlyList<TransactionRecord> Pending(Address principal, ulong fromNonce);

    /// <summary>A principal's transactions not applied or applied in these layers: by nonce, id. Ends before a row that does not decode.</summary>
    IReadOnlyList<TransactionRecord> OfPrincipal(Address principal, LayerId from, LayerId to);

    /// <summary>Transactions with results, each once: by layer, id. Ends before a row that does not decode.</summary>
    IReadOnlyList<(TransactionRecord Transaction, TransactionResult Result)> Results(TransactionResultFilter filter);

    /// <summary>
    /// By layer in the window's direction, then id; those without layer come before layer 0. Rows that do not decode are left out, but
    /// counted by the window.
    /// </summary>
    IReadOnlyList<(TransactionRecord Transaction, TransactionResult? Result)> List(TransactionFilter filter, ListWindow window);

    /// <summary>Deletes up to <paramref name="limit"/> links to proposals of layers before <paramref name="before"/>; says how many (spec 10 §8).</summary>
    int PruneProposalLinksBefore(LayerId before, int limit);
}
