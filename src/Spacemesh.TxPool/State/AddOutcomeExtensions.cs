namespace Spacemesh.TxPool.State;

public static class AddOutcomeExtensions
{
    /// <summary>Whether the transaction is to be stored with its header; the others leave nothing behind.</summary>
    public static bool IsStored(this AddOutcome outcome) => outcome is not (AddOutcome.BadNonce or AddOutcome.InsufficientBalance);
}
