using Spacemesh.Primitives;

namespace Spacemesh.Proposals.Building;

/// <summary>The stored ballots of our own identities.</summary>
public interface IOwnBallots
{
    /// <summary>The first ballot of an ATX in the epoch; null where there is none.</summary>
    OwnBallot? First(AtxId atx, EpochId epoch);

    /// <summary>The layer of its last ballot there; null where there is none.</summary>
    LayerId? LastLayer(AtxId atx, EpochId epoch);
}
