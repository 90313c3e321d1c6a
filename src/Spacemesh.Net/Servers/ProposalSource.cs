using Spacemesh.Primitives;

namespace Spacemesh.Net.Servers;

/// <summary>The encoded proposal of this id, or null. Proposals are kept in memory, for hare only (spec 06 §15).</summary>
public delegate ReadOnlyMemory<byte>? ProposalSource(ProposalId id);
