using Spacemesh.Primitives;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.TxPool.State;

/// <summary>What the pool remembers of a transaction; its bytes stay in the store.</summary>
public sealed class PendingTransaction
{
    /// <param name="id">Its id.</param>
    /// <param name="header">Its header.</param>
    /// <param name="received">When it was received, in nanoseconds of Unix time.</param>
    public PendingTransaction(TransactionId id, TxHeader header, long received)
    {
        ArgumentNullException.ThrowIfNull(header);
        Id = id;
        Principal = header.Principal;
        Nonce = header.Nonce;
        MaxGas = header.MaxGas;
        Fee = header.Fee;
        Spending = header.Spending;
        Received = received;
    }

    public TransactionId Id { get; }

    public Address Principal { get; }

    public ulong Nonce { get; }

    public ulong MaxGas { get; }

    public ulong Fee { get; }

    /// <summary>Fee and amount, wrapping like the reference (spec 07 §6.1).</summary>
    public ulong Spending { get; }

    public long Received { get; }

    public PackingMark Mark { get; internal set; }
}
