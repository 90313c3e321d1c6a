using Spacemesh.Primitives;

namespace Spacemesh.Activation;

/// <summary>An identity's marriage as it is stored.</summary>
/// <param name="MarriageAtx">The ATX that married it.</param>
/// <param name="Members">Every identity of its set, in the order they were stored (spec 04 §8.1).</param>
public sealed record StoredMarriage(AtxId MarriageAtx, IReadOnlyList<NodeId> Members);
