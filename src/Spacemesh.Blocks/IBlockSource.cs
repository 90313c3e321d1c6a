using Spacemesh.Primitives;
using Spacemesh.Wire.Ballots;

namespace Spacemesh.Blocks;

/// <summary>What a block is made from besides the proposals. Readers of stored objects; none of them waits.</summary>
public interface IBlockSource
{
    /// <summary>Base tick height and weight of an ATX that is targeted at this epoch; null where it is not known.</summary>
    (ulong BaseHeight, ulong Weight)? Atx(EpochId target, AtxId atx);

    /// <summary>A stored ballot's inner part; null where it is not stored.</summary>
    InnerBallot? Ballot(BallotId ballot);

    /// <summary>A stored transaction; null where it is not stored or has no parsed header.</summary>
    BlockTransaction? Transaction(TransactionId id);

    /// <summary>The node's own aggregated mesh hash of a layer; null where it has none.</summary>
    Hash32? MeshHash(LayerId layer);
}
