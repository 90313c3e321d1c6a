namespace Spacemesh.Ports.State;

/// <summary>How far a stored transaction came (spec 10 §6.6).</summary>
public enum TransactionState
{
    /// <summary>Without header: not parsed yet.</summary>
    Pending = 0,

    /// <summary>Parsed, not applied.</summary>
    Mempool = 1,
    Applied = 2,
}
