using Spacemesh.Primitives;

namespace Spacemesh.Activation.Tests.Support;

/// <summary>Stored objects out of dictionaries.</summary>
internal sealed class KnownAtxs : IAtxReader
{
    public Dictionary<AtxId, StoredAtx> Atxs { get; } = [];

    public Dictionary<NodeId, AtxId> Commitments { get; } = [];

    public Dictionary<(AtxId, NodeId), uint> Units { get; } = [];

    public Dictionary<NodeId, StoredMarriage> Marriages { get; } = [];

    public Dictionary<PoetProofRef, PoetFacts> Poets { get; } = [];

    public StoredAtx? Find(AtxId id) => Atxs.TryGetValue(id, out var atx) ? atx : null;

    public AtxId? CommitmentOf(NodeId identity) => Commitments.TryGetValue(identity, out var commitment) ? commitment : null;

    public uint? UnitsOf(AtxId atx, NodeId identity) => Units.TryGetValue((atx, identity), out uint units) ? units : null;

    public StoredMarriage? MarriageOf(NodeId identity) => Marriages.TryGetValue(identity, out var marriage) ? marriage : null;

    public PoetFacts? Poet(PoetProofRef reference) => Poets.TryGetValue(reference, out var facts) ? facts : null;
}
