using Spacemesh.Primitives;

namespace Spacemesh.Ports.State;

/// <summary>An ATX as a checkpoint has it: without blob, receipt time and weight (spec 10 §6.1, §11). Units: of every identity that contributed PoST, one row of posts each.</summary>
public sealed record CheckpointedAtx(
    AtxId Id,
    EpochId PublishEpoch,
    AtxId CommitmentAtx,
    AtxId? MarriageAtx,
    ulong VrfNonce,
    uint EffectiveUnits,
    ulong BaseTickHeight,
    ulong TickCount,
    NodeId Smesher,
    ulong Sequence,
    Address Coinbase,
    IReadOnlyDictionary<NodeId, uint> Units);
