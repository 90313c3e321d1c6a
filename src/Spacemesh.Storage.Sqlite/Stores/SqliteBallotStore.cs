using Spacemesh.Codec;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Storage.Sqlite.Engine;
using Spacemesh.Wire.Ballots;

namespace Spacemesh.Storage.Sqlite.Stores;

internal sealed class SqliteBallotStore(IConnectionSource source) : SqliteStore(source), IBallotStore
{
    private const string Select = "SELECT b.id, b.ballot, EXISTS (SELECT 1 FROM identities i WHERE i.pubkey = b.pubkey AND length(i.proof) > 0) FROM ballots b";

    public InsertOutcome Add(BallotId id, Ballot ballot)
    {
        byte[] encoded = Scale.Encode(ballot);
        return Insert(
            "INSERT INTO ballots (id, atx, layer, pubkey, ballot) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING",
            s => s.BindId(1, id.ToHash32()).BindId(2, ballot.Inner.AtxId).Bind(3, ballot.Inner.Layer.Value).BindId(4, ballot.SmesherId).Bind(5, encoded));
    }

    public bool Contains(BallotId id) => Exists("SELECT 1 FROM ballots WHERE id = ?1", s => s.BindId(1, id.ToHash32()));

    public StoredBallotRecord? Find(BallotId id) => Row($"{Select} WHERE b.id = ?1", s => s.BindId(1, id.ToHash32()), Record);

    public IReadOnlyList<StoredBallotRecord> InLayer(LayerId layer) =>
        RowsUntilNull($"{Select} WHERE b.layer = ?1 ORDER BY b.pubkey, b.rowid", s => s.Bind(1, layer.Value), TryRecord);

    public IReadOnlyList<BallotId> IdsInLayer(LayerId layer) =>
        Rows("SELECT id FROM ballots WHERE layer = ?1 ORDER BY pubkey, rowid", s => s.Bind(1, layer.Value), s => s.Id<BallotId>(0));

    public StoredBallotRecord? InLayerBy(LayerId layer, NodeId smesher) => Row(
        $"{Select} WHERE b.layer = ?1 AND b.pubkey = ?2 ORDER BY b.rowid LIMIT 1", s => s.Bind(1, layer.Value).BindId(2, smesher), Record);

    public StoredBallotRecord? FirstInEpoch(AtxId atx, EpochLayers epoch) => Row(
        $"{Select} WHERE b.atx = ?1 AND b.layer BETWEEN ?2 AND ?3 ORDER BY b.layer, b.rowid LIMIT 1",
        s => s.BindId(1, atx).Bind(2, epoch.First.Value).Bind(3, epoch.Last.Value),
        Record);

    public StoredBallotRecord? LastInEpoch(AtxId atx, EpochLayers epoch) => Row(
        $"{Select} WHERE b.atx = ?1 AND b.layer BETWEEN ?2 AND ?3 ORDER BY b.layer DESC, b.rowid DESC LIMIT 1",
        s => s.BindId(1, atx).Bind(2, epoch.First.Value).Bind(3, epoch.Last.Value),
        Record);

    public IReadOnlyList<StoredBallotRecord> FirstOfEverySmesher(EpochLayers epoch) => Rows(
        """
        SELECT b.id, b.ballot, EXISTS (SELECT 1 FROM identities i WHERE i.pubkey = b.pubkey AND length(i.proof) > 0) FROM (
            SELECT rowid AS place, row_number() OVER (PARTITION BY pubkey ORDER BY layer, rowid) AS position
            FROM ballots WHERE layer BETWEEN ?1 AND ?2) f
        JOIN ballots b ON b.rowid = f.place WHERE f.position = 1 ORDER BY b.pubkey
        """,
        s => s.Bind(1, epoch.First.Value).Bind(2, epoch.Last.Value),
        Record);

    public LayerId LatestLayer() => Value("SELECT max(layer) FROM ballots", _ => { }, s => new LayerId(s.UInt32(0))) ?? default;

    public bool Any() => Exists("SELECT 1 FROM ballots LIMIT 1", _ => { });

    private static StoredBallotRecord? TryRecord(Statement row) =>
        StoredBallot.TryDecode(row.Blob(1), out var ballot, out _) ? new StoredBallotRecord(row.Id<BallotId>(0), ballot, row.Int64(2) != 0) : null;

    private static StoredBallotRecord Record(Statement row) =>
        TryRecord(row) ?? throw Corrupt($"ballot {row.Id<BallotId>(0)}", "not a ballot");
}
