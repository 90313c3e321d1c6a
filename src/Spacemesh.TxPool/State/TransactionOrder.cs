using Spacemesh.Crypto.Hashing;
using Spacemesh.Primitives;

namespace Spacemesh.TxPool.State;

/// <summary>Which of two transactions of one principal with one nonce is kept (spec 07 §14.1).</summary>
public static class TransactionOrder
{
    /// <summary>The higher fee wins; then the lower hash behind the block's seed or, without one, the strictly earlier arrival.</summary>
    /// <exception cref="ArgumentException">The two do not compete.</exception>
    public static bool IsBetter(PendingTransaction candidate, PendingTransaction present, Hash32? blockSeed)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        ArgumentNullException.ThrowIfNull(present);
        if (candidate.Principal != present.Principal || candidate.Nonce != present.Nonce)
            throw new ArgumentException("the transactions have different principals or nonces", nameof(candidate));
        if (candidate.Fee != present.Fee)
            return candidate.Fee > present.Fee;
        if (blockSeed is not { } seed)
            return candidate.Received < present.Received;
        return Tie(seed, candidate.Id).CompareTo(Tie(seed, present.Id)) < 0;
    }

    private static Hash32 Tie(Hash32 seed, TransactionId id) => Blake3.HashConcat(Hash32.Span(in seed), TransactionId.Span(in id));
}
