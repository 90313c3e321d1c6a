using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Proposals.Building;

namespace Spacemesh.Services.Mesh.Building;

/// <summary>Own ballots out of the ballot store: those of the own handler, and after a reinstallation those that sync brought.</summary>
internal sealed class StoredOwnBallots(NetworkParameters network, IStateStores stores) : IOwnBallots
{
    public OwnBallot? First(AtxId atx, EpochId epoch) =>
        stores.Ballots.FirstInEpoch(atx, EpochLayers.Of(network, epoch)) is { } stored ? new OwnBallot(stored.Id, stored.Ballot.Inner.EpochData) : null;

    public LayerId? LastLayer(AtxId atx, EpochId epoch) => stores.Ballots.LastInEpoch(atx, EpochLayers.Of(network, epoch))?.Ballot.Inner.Layer;
}
