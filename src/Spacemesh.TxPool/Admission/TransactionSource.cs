namespace Spacemesh.TxPool.Admission;

/// <summary>Where a transaction comes from.</summary>
public enum TransactionSource
{
    Gossip,

    Api,

    /// <summary>Fetched because a proposal names it.</summary>
    Proposal,
}
