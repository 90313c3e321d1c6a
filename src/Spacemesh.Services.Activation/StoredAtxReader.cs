using Spacemesh.Activation;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;

namespace Spacemesh.Services.Activation;

/// <summary>Stored objects as the ATX rules see them.</summary>
internal sealed class StoredAtxReader(IStateStores stores, Func<PoetProofRef, PoetFacts?> poets) : IAtxReader
{
    public StoredAtx? Find(AtxId id) => stores.Atxs.Find(id) is { } atx
        ? new StoredAtx(atx.Smesher, atx.PublishEpoch, atx.Sequence, atx.VrfNonce, atx.EffectiveUnits, atx.TickHeight)
        : null;

    public AtxId? CommitmentOf(NodeId identity) => stores.Atxs.CommitmentOf(identity);

    public uint? UnitsOf(AtxId atx, NodeId identity) => stores.Posts.Units(atx, identity);

    public StoredMarriage? MarriageOf(NodeId identity) => stores.Marriages.Find(identity) is { } marriage
        ? new StoredMarriage(marriage.MarriageAtx, stores.Marriages.Members(marriage.Set))
        : null;

    public PoetFacts? Poet(PoetProofRef reference) => poets(reference);
}
