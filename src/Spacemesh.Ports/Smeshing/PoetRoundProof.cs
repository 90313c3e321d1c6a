using Spacemesh.Primitives;
using Spacemesh.Wire.Poet;

namespace Spacemesh.Ports.Smeshing;

/// <summary>A round's proof.</summary>
/// <param name="Proof">Valid and stored.</param>
/// <param name="Members">Registered challenges in the round's order.</param>
/// <param name="IsNew">Whether this call downloaded it; another caller gets it from memory.</param>
public sealed record PoetRoundProof(PoetProof Proof, IReadOnlyList<Hash32> Members, bool IsNew);
