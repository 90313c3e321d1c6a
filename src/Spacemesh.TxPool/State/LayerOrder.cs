namespace Spacemesh.TxPool.State;

/// <summary>Whether an applied layer is the one that follows.</summary>
public enum LayerOrder
{
    /// <summary>It is.</summary>
    Next,

    /// <summary>Another layer has to be applied first, or this one was applied before: nothing was done.</summary>
    OutOfOrder,
}
