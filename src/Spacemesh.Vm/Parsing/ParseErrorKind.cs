namespace Spacemesh.Vm.Parsing;

/// <summary>Classes of transactions that cannot be parsed (spec 07 §6.2).</summary>
public enum ParseErrorKind
{
    /// <summary>Larger than a transaction may be.</summary>
    TooLarge,

    /// <summary>Its bytes do not read as a transaction.</summary>
    Malformed,

    /// <summary>The principal must be spawned first.</summary>
    NotSpawned,

    /// <summary>Spawn arguments that cannot make an account.</summary>
    InvalidArguments,

    /// <summary>The stored state of the principal does not decode.</summary>
    Internal,
}
