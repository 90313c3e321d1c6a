namespace Spacemesh.Vm.Execution;

/// <summary>Why a transaction changed nothing (spec 07 §7).</summary>
public enum IneffectiveReason
{
    /// <summary>It does not parse.</summary>
    Malformed,

    /// <summary>Its gas price is zero.</summary>
    NoGasPrice,

    /// <summary>The principal's balance in smidge is below the intrinsic gas in units.</summary>
    IntrinsicGas,

    /// <summary>The gas left in the block does not cover it.</summary>
    BlockGasLimit,

    /// <summary>Its signatures do not verify.</summary>
    Unverified,

    /// <summary>Its nonce was used before.</summary>
    Nonce,
}
