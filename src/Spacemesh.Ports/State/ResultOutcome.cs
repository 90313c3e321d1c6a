namespace Spacemesh.Ports.State;

/// <summary>What storing a transaction's result did.</summary>
public enum ResultOutcome
{
    Added,

    /// <summary>No transaction of this id without a result.</summary>
    InvalidState,

    /// <summary>The result names an address twice.</summary>
    DuplicateAddress,
}
