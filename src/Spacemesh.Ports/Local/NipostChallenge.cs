using Spacemesh.Primitives;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Ports.Local;

/// <summary>A NiPoST challenge under construction.</summary>
/// <param name="PublishEpoch">When its ATX is published.</param>
/// <param name="Sequence">Sequence number of version 1.</param>
/// <param name="PreviousAtx">Zero where none.</param>
/// <param name="PositioningAtx">The ATX it builds on.</param>
/// <param name="CommitmentAtx">Initial challenges only.</param>
/// <param name="InitialPost">Initial challenges only; one without indices reads as absent.</param>
public sealed record NipostChallenge(
    EpochId PublishEpoch, ulong Sequence, AtxId PreviousAtx, AtxId PositioningAtx, AtxId? CommitmentAtx, PostV1? InitialPost);
