using Spacemesh.Primitives;

namespace Spacemesh.Activation;

/// <summary>What must be stored before an ATX can be judged; each id once.</summary>
/// <param name="Poets">References of PoET proofs.</param>
/// <param name="Atxs">Other ATXs, without the empty and the golden one.</param>
public sealed record AtxDependencies(IReadOnlyList<PoetProofRef> Poets, IReadOnlyList<AtxId> Atxs);
