using Spacemesh.Primitives;

namespace Spacemesh.Services.Consensus.Lockstep;

/// <summary>What a run gave.</summary>
/// <param name="Plan">What was run.</param>
/// <param name="Violations">Broken invariants.</param>
/// <param name="Digest">Hash of everything that happened.</param>
/// <param name="Agreed">Layers for which some timely node has an output.</param>
/// <param name="Certified">Layers with a certificate.</param>
/// <param name="Proofs">Proofs made, of all nodes.</param>
/// <param name="Messages">Messages that honest nodes judged.</param>
/// <param name="Void">Layers in which agreement hung on seats of the faulty and failed: the protocol promises nothing there.</param>
/// <param name="Strays">Outputs of nodes that were late, skewed or cut off and differ from those of the timely ones.</param>
public sealed record LockstepOutcome(
    LockstepPlan Plan, IReadOnlyList<Violation> Violations, Hash32 Digest, int Agreed, int Certified, int Proofs, long Messages, IReadOnlyDictionary<LayerId, string> Void, int Strays);
