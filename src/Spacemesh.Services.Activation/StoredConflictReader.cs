using Spacemesh.Malfeasance;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Services.Activation;

/// <summary>Stored objects as the detection of contradictions and the validation of proofs see them.</summary>
internal sealed class StoredConflictReader(IStateStores stores) : IConflictReader, IMalfeasanceReader
{
    public AtxId? InEpochBy(EpochId publishEpoch, NodeId smesher) => stores.Atxs.InEpochBy(publishEpoch, smesher);

    public AtxId? PreviousFor(NodeId identity, EpochId publishEpoch) => stores.Posts.PreviousFor(identity, publishEpoch);

    public AtxId? WithPrevious(NodeId identity, AtxId? previous) => stores.Posts.WithPrevious(identity, previous);

    public VersionedAtx? Decode(AtxId id) => stores.Atxs.Blob(id) is { } blob && VersionedAtx.TryDecode(blob.Bytes, blob.Version, out var atx, out _) ? atx : null;

    public bool IsMaliciousV2(NodeId identity) => stores.Malfeasance.Contains(identity);

    public AtxId? MarriageAtxOf(NodeId identity) => stores.Marriages.Find(identity)?.MarriageAtx;

    public (AtxId First, AtxId Second)? DoublePublish(NodeId identity, EpochId publishEpoch) => Pair(stores.Atxs.DoublePublish(identity, publishEpoch));

    public (AtxId First, AtxId Second)? MergeConflict(AtxId marriageAtx, EpochId publishEpoch) => Pair(stores.Atxs.MergeConflict(marriageAtx, publishEpoch));

    public (AtxId First, AtxId Second)? SharingPrevious(NodeId identity, AtxId previous) => Pair(stores.Posts.SharingPrevious(identity, previous));

    public NodeId? SmesherOf(AtxId id) => stores.Atxs.Find(id)?.Smesher;

    public bool Exists(NodeId identity) => stores.Atxs.FirstBy(identity) is not null;

    public AtxId? CommitmentOf(NodeId identity) => stores.Atxs.CommitmentOf(identity);

    private static (AtxId First, AtxId Second)? Pair(AtxPair? pair) => pair is { } both ? (both.First, both.Second) : null;
}
