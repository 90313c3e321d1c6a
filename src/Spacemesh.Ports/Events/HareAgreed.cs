using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Ports.Events;

/// <summary>The node's hare has a result for a layer: the proposals in the order of the agreed message, none for an empty layer.</summary>
public sealed record HareAgreed(LayerId Layer, ScaleList<ProposalId> Proposals) : NodeEvent;
