namespace Spacemesh.TxPool.State;

/// <summary>What became of a transaction that was offered to the pool (spec 07 §14.2).</summary>
public enum AddOutcome
{
    /// <summary>It is a candidate now.</summary>
    Added,

    /// <summary>It took the place of another one with its nonce, which stays stored.</summary>
    Replaced,

    /// <summary>A better one with its nonce is a candidate: stored only.</summary>
    Outbid,

    /// <summary>The account has as many nonces as may be held: stored only, and considered again when the account is read anew.</summary>
    TooManyNonces,

    /// <summary>Its nonce was used before: neither held nor stored.</summary>
    BadNonce,

    /// <summary>The account cannot pay for it after what comes before it: neither held nor stored.</summary>
    InsufficientBalance,
}
