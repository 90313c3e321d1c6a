using Spacemesh.Primitives;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.TxPool.Admission;

/// <summary>What to do with a transaction that was fetched because a block names it (spec 07 §13).</summary>
public abstract record BlockTransaction
{
    private BlockTransaction()
    {
    }

    /// <summary>It is stored: nothing is left to do.</summary>
    public sealed record Known : BlockTransaction;

    /// <summary>It is another transaction than the block names.</summary>
    public sealed record Wrong(Verdict Verdict) : BlockTransaction;

    /// <summary>Store it; without a header where it does not parse or verify now. It does not enter the pool.</summary>
    public sealed record Store(TransactionId Id, TxHeader? Header) : BlockTransaction;
}
