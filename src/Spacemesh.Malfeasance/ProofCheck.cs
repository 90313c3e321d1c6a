using Spacemesh.Primitives;

namespace Spacemesh.Malfeasance;

/// <summary>What the rules say about a proof.</summary>
/// <param name="Fault">Why it proves nothing; null where it stands, or depends on <paramref name="Claim"/>.</param>
/// <param name="Identity">Whom it convicts.</param>
/// <param name="Claim">A PoST that must turn out bad for the proof to stand; null where nothing is left to verify.</param>
public readonly record struct ProofCheck(string? Fault, NodeId Identity, BadPostClaim? Claim = null)
{
    internal static ProofCheck Invalid(string fault) => new(fault, default);
}
