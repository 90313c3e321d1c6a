using Spacemesh.Primitives;

namespace Spacemesh.Activation;

/// <summary>What the rules look up among stored objects. Null means not found.</summary>
public interface IAtxReader
{
    StoredAtx? Find(AtxId id);

    /// <summary>The newest commitment that an identity's ATXs state (spec 10 §6.1).</summary>
    AtxId? CommitmentOf(NodeId identity);

    /// <summary>Units that an identity declared in an ATX.</summary>
    uint? UnitsOf(AtxId atx, NodeId identity);

    StoredMarriage? MarriageOf(NodeId identity);

    PoetFacts? Poet(PoetProofRef reference);
}
