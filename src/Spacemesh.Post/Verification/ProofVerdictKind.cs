namespace Spacemesh.Post.Verification;

/// <summary>What became of a proof.</summary>
public enum ProofVerdictKind
{
    Valid,

    /// <summary>An index does not point to a good label: who made the proof can be shown to have cheated.</summary>
    InvalidIndex,

    /// <summary>Anything else: size, nonce, proof of work, length.</summary>
    Invalid,
}
