namespace Spacemesh.TxPool.Admission;

/// <summary>Why a transaction is not admitted (spec 07 §13).</summary>
public enum AdmissionFault
{
    None,

    /// <summary>It is stored with a header already.</summary>
    Exists,

    /// <summary>It does not parse against the latest state, or its price is zero.</summary>
    Unparsable,

    /// <summary>It is not the transaction that was asked for.</summary>
    WrongId,

    /// <summary>Its signatures do not verify.</summary>
    Unverified,

    BadNonce,

    InsufficientBalance,

    /// <summary>The pool holds as many transactions as it may.</summary>
    PoolFull,
}
