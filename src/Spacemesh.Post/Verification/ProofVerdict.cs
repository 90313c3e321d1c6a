namespace Spacemesh.Post.Verification;

/// <summary>The result of verifying a proof (spec 02 §7.1).</summary>
/// <param name="Kind">The class that decides what happens to the sender.</param>
/// <param name="Ordinal">Position in the proof's list of the index that failed; 0 unless <see cref="ProofVerdictKind.InvalidIndex"/>.</param>
/// <param name="Reason">What was wrong, for logs; empty when valid.</param>
public readonly record struct ProofVerdict(ProofVerdictKind Kind, uint Ordinal = 0, string Reason = "")
{
    public static ProofVerdict Valid => new(ProofVerdictKind.Valid);

    public bool IsValid => Kind == ProofVerdictKind.Valid;

    /// <summary>The error text that the node knows; null when valid.</summary>
    public string? Error => Kind switch
    {
        ProofVerdictKind.Valid => null,
        ProofVerdictKind.InvalidIndex => $"invalid index: {Ordinal}",
        _ => "unknown error",
    };

    internal static ProofVerdict Invalid(string reason) => new(ProofVerdictKind.Invalid, 0, reason);
}
