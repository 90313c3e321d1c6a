using Spacemesh.Codec;
using Spacemesh.Primitives;
using Spacemesh.Wire.Hare;

namespace Spacemesh.Hare;

/// <summary>A hare message of either format; the format knows its bytes.</summary>
public sealed record HareMessage(
    LayerId Layer,
    IterRound Round,
    HareValue Value,
    ScaleList<CompactProposalId> Compact,
    HareEligibility Eligibility,
    NodeId Sender,
    EdSignature Signature)
{
    /// <summary>The preround message as sent by formats that compact: short ids instead of proposals.</summary>
    public HareMessage WithCompact(ScaleList<CompactProposalId> compact) => this with { Value = Value with { Proposals = default }, Compact = compact };

    /// <summary>The preround message as signed.</summary>
    public HareMessage WithProposals(ScaleList<ProposalId> proposals) => this with { Value = Value with { Proposals = proposals }, Compact = default };
}
