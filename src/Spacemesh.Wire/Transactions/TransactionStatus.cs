namespace Spacemesh.Wire.Transactions;

/// <summary>Outcome of an execution (spec 01 §7.0).</summary>
public enum TransactionStatus : byte
{
    Success = 0,
    Failure = 1,
}
