namespace Spacemesh.TxPool.Admission;

/// <summary>What is stored under a transaction's id.</summary>
public enum StoredTransaction
{
    Nothing,

    /// <summary>Its bytes came with a block but did not parse or verify then.</summary>
    WithoutHeader,

    WithHeader,
}
