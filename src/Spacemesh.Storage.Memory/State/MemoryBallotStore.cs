using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Storage.Memory.Tables;
using Spacemesh.Wire.Ballots;

namespace Spacemesh.Storage.Memory.State;

internal sealed class MemoryBallotStore(IDataSource<StateData> source) : IBallotStore
{
    public InsertOutcome Add(BallotId id, Ballot ballot) =>
        source.Write(data => data.Ballots.TryAdd(new BallotRow(id, ballot))) ? InsertOutcome.Added : InsertOutcome.ObjectExists;

    public bool Contains(BallotId id) => source.Read(data => data.Ballots.Contains(id));

    public StoredBallotRecord? Find(BallotId id) => source.Read(data => Record(data, data.Ballots.Find(id)));

    public IReadOnlyList<StoredBallotRecord> InLayer(LayerId layer) => source.Read(data => Layer(data, layer).Select(row => Record(data, row)!).ToList());

    public IReadOnlyList<BallotId> IdsInLayer(LayerId layer) => source.Read(data => Layer(data, layer).Select(row => row.Id).ToList());

    public StoredBallotRecord? InLayerBy(LayerId layer, NodeId smesher) =>
        source.Read(data => Record(data, data.BallotsByLayer[layer].FirstOrDefault(row => row.Ballot.SmesherId == smesher)));

    public StoredBallotRecord? FirstInEpoch(AtxId atx, EpochLayers epoch) =>
        source.Read(data => Record(data, InEpoch(data.BallotsByAtx[atx], epoch).OrderBy(row => row.Ballot.Inner.Layer).FirstOrDefault()));

    public StoredBallotRecord? LastInEpoch(AtxId atx, EpochLayers epoch) =>
        source.Read(data => Record(data, InEpoch(data.BallotsByAtx[atx], epoch).OrderBy(row => row.Ballot.Inner.Layer).LastOrDefault()));

    public IReadOnlyList<StoredBallotRecord> FirstOfEverySmesher(EpochLayers epoch) => source.Read(data =>
        InEpoch(data.Ballots.Rows, epoch).GroupBy(row => row.Ballot.SmesherId).OrderBy(group => group.Key)
            .Select(group => Record(data, group.OrderBy(row => row.Ballot.Inner.Layer).First())!).ToList());

    public LayerId LatestLayer() => source.Read(data => data.BallotsByLayer.Values.DefaultIfEmpty().Max());

    public bool Any() => source.Read(data => data.Ballots.Count > 0);

    private static IEnumerable<BallotRow> Layer(StateData data, LayerId layer) => data.BallotsByLayer[layer].OrderBy(row => row.Ballot.SmesherId);

    private static IEnumerable<BallotRow> InEpoch(IEnumerable<BallotRow> rows, EpochLayers epoch) =>
        rows.Where(row => row.Ballot.Inner.Layer >= epoch.First && row.Ballot.Inner.Layer <= epoch.Last);

    private static StoredBallotRecord? Record(StateData data, BallotRow? row) =>
        row is null ? null : new StoredBallotRecord(row.Id, row.Ballot, data.Identities.Find(row.Ballot.SmesherId) is { Proof.IsEmpty: false });
}
