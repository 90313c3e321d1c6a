using Spacemesh.Primitives;

namespace Spacemesh.Activation;

/// <summary>What ATX rules use of a PoET proof (spec 04 §13).</summary>
/// <param name="LeafCount">Leaves of sequential work.</param>
/// <param name="Statement">Root over the round's members.</param>
public readonly record struct PoetFacts(ulong LeafCount, Hash32 Statement);
