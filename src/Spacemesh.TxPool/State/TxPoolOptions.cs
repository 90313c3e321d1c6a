using Spacemesh.Primitives;

namespace Spacemesh.TxPool.State;

/// <summary>Bounds of the pool. The first two are the reference's, the others keep a node's memory bounded and are local policy.</summary>
public sealed record TxPoolOptions
{
    public static TxPoolOptions Default { get; } = new();

    /// <summary>Nonces held for one account.</summary>
    public int MaxNoncesPerAccount { get; init; } = 100;

    /// <summary>Stored transactions looked at for one nonce of an account.</summary>
    public int MaxPerNonce { get; init; } = 100;

    /// <summary>Transactions held in all; beyond it gossip and the API are refused, what proposals need is not.</summary>
    public int MaxTransactions { get; init; } = 1_000_000;

    /// <summary>Age from which a transaction that nobody packed is let go; null keeps them for ever, as the reference does.</summary>
    public TimeSpan? TimeToLive { get; init; }

    /// <exception cref="InvalidOptionException">A value makes no sense; the text names its key.</exception>
    public TxPoolOptions Validated()
    {
        Positive(MaxNoncesPerAccount, nameof(MaxNoncesPerAccount));
        Positive(MaxPerNonce, nameof(MaxPerNonce));
        Positive(MaxTransactions, nameof(MaxTransactions));
        if (TimeToLive is { } age && age <= TimeSpan.Zero)
            throw new InvalidOptionException(nameof(TimeToLive), "must be positive");
        return this;
    }

    private static void Positive(int value, string key)
    {
        if (value <= 0)
            throw new InvalidOptionException(key, "must be positive");
    }
}
