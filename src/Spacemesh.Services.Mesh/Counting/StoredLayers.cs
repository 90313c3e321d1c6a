using Spacemesh.AtxsData;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Tortoise;
using Spacemesh.Wire.Ballots;

namespace Spacemesh.Services.Mesh.Counting;

/// <summary>Recovery from the stores of a node and a warm cache.</summary>
public sealed class StoredLayers(IStateStores stores, ConsensusCache atxs) : IRecoverySource
{
    public LayerId LastBallotLayer => stores.Ballots.LatestLayer();

    public LayerId LastApplied => stores.Layers.LastApplied();

    public LayerId? LastValid => stores.Blocks.LastValid();

    public EpochId LastPublishEpoch => stores.Atxs.LatestEpoch();

    public IEnumerable<NodeId> MaliciousIdentities() => stores.MaliciousIdentities.All();

    public IEnumerable<AtxEntry> Atxs(EpochId target) => atxs.Snapshot(target);

    public Beacon? Beacon(EpochId epoch) => stores.Beacons.Find(epoch);

    public Hash32? AggregatedHash(LayerId layer) => stores.Layers.AggregatedHash(layer);

    public IEnumerable<RecoveredBlock> Blocks(LayerId layer)
    {
        var validities = stores.Blocks.ValidityInLayer(layer).ToDictionary(block => block.Id, block => block.Validity);
        return stores.Blocks.InLayer(layer).Select(stored => new RecoveredBlock(
            new Vote(stored.Id, layer, stored.Block.TickHeight), validities[stored.Id] == BlockValidity.Valid));
    }

    public BlockId? HareOutput(LayerId layer) => stores.Certificates.HareOutput(layer);

    public IEnumerable<TortoiseBallot> Ballots(LayerId layer) =>
        stores.Ballots.InLayer(layer).Select(stored => TortoiseBallot.Of(stored.Ballot, stored.Malicious) with { Id = stored.Id });

    public bool? WeakCoin(LayerId layer) => stores.Layers.WeakCoin(layer);
}
