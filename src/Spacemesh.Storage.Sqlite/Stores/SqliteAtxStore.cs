using Spacemesh.AtxsData;
using Spacemesh.Codec;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Storage.Sqlite.Engine;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Storage.Sqlite.Stores;

internal sealed class SqliteAtxStore(IConnectionSource source) : SqliteStore(source), IAtxStore
{
    private const string Columns =
        "a.id, a.epoch, a.effective_num_units, a.commitment_atx, a.nonce, a.base_tick_height, a.tick_count, a.sequence, a.pubkey, a.coinbase, a.received, a.validity, a.marriage_atx, a.weight";

    public InsertOutcome Add(AtxRecord atx, AtxBlob blob) => Write(connection =>
    {
        using (var insert = connection.Cached(
            """
            INSERT INTO atxs (id, epoch, effective_num_units, commitment_atx, nonce, base_tick_height, tick_count, sequence, pubkey, coinbase, received, validity, marriage_atx, weight)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14) ON CONFLICT DO NOTHING
            """))
        {
            insert.BindId(1, atx.Id).Bind(2, atx.PublishEpoch.Value).Bind(3, atx.EffectiveUnits).BindIdOrNull(4, atx.CommitmentAtx)
                .Bind(5, atx.VrfNonce).Bind(6, atx.BaseTickHeight).Bind(7, atx.TickCount).Bind(8, atx.Sequence).BindId(9, atx.Smesher)
                .BindId(10, atx.Coinbase).Bind(11, atx.ReceivedNanoseconds).Bind(12, (int)atx.Validity).BindIdOrNull(13, atx.MarriageAtx).Bind(14, atx.Weight);
            if (insert.Run() == 0)
                return InsertOutcome.ObjectExists;
        }

        return AddBlob(connection, atx.Id, blob);
    });

    public InsertOutcome AddCheckpointed(CheckpointedAtx atx) => Write(connection =>
    {
        using (var insert = connection.Cached(
            """
            INSERT INTO atxs (id, epoch, effective_num_units, commitment_atx, nonce, base_tick_height, tick_count, sequence, pubkey, coinbase, marriage_atx, received)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, 0) ON CONFLICT DO NOTHING
            """))
        {
            insert.BindId(1, atx.Id).Bind(2, atx.PublishEpoch.Value).Bind(3, atx.EffectiveUnits).BindId(4, atx.CommitmentAtx)
                .Bind(5, atx.VrfNonce).Bind(6, atx.BaseTickHeight).Bind(7, atx.TickCount).Bind(8, atx.Sequence).BindId(9, atx.Smesher)
                .BindId(10, atx.Coinbase).BindIdOrNull(11, atx.MarriageAtx);
            if (insert.Run() == 0)
                return InsertOutcome.ObjectExists;
        }

        if (AddBlob(connection, atx.Id, null) == InsertOutcome.ObjectExists)
            return InsertOutcome.ObjectExists;
        foreach (var (identity, units) in atx.Units.OrderBy(entry => entry.Key))
            SqlitePostStore.Add(connection, new PostRecord(atx.Id, identity, null, 0, units, atx.PublishEpoch));
        return InsertOutcome.Added;
    });

    public AtxRecord? Find(AtxId id) => Row($"SELECT {Columns} FROM atxs a WHERE a.id = ?1", s => s.BindId(1, id), Record);

    public bool Contains(AtxId id) => Exists("SELECT 1 FROM atxs WHERE id = ?1", s => s.BindId(1, id));

    public AtxBlob? Blob(AtxId id) => Value(
        "SELECT atx, version FROM atx_blobs WHERE id = ?1",
        s => s.BindId(1, id),
        s => new AtxBlob(s.Int64(1) is 0 or 1 ? AtxVersion.V1 : (AtxVersion)s.Int64(1), ScaleBytes.Copy(s.Blob(0))));

    public AtxId? InEpochBy(EpochId publishEpoch, NodeId smesher) => Value(
        "SELECT id FROM atxs WHERE epoch = ?1 AND pubkey = ?2 ORDER BY rowid LIMIT 1", s => s.Bind(1, publishEpoch.Value).BindId(2, smesher), Id);

    public IReadOnlyList<AtxRecord> List(AtxFilter filter, ListWindow window) => Read(connection =>
    {
        // Twice: SQLite begins at the epoch by the index only where that stands as a plain comparison.
        var first = filter.After is { } behind && !(filter.FirstEpoch > behind.Epoch) ? behind.Epoch : filter.FirstEpoch;
        var query = new ListQuery()
            .WhereIn("a.pubkey", filter.Smeshers)
            .WhereIn("a.id", filter.Ids)
            .Where("a.coinbase = ?", filter.Coinbase)
            .Where("a.epoch >= ?", first?.Value)
            .Where("a.epoch <= ?", filter.LastEpoch?.Value);
        if (filter.After is { } after)
            query.Where(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"(a.epoch > {after.Epoch.Value} OR a.id > ?)"), (AtxId?)after.Id);
        return query.Rows(connection, $"SELECT {Columns} FROM atxs a", " ORDER BY a.epoch, a.id", window, Record);
    });

    public ulong Count(EpochId? publishEpoch) => publishEpoch is { } epoch
        ? Value("SELECT count(*) FROM atxs WHERE epoch = ?1", s => s.Bind(1, epoch.Value), s => s.UInt64(0)) ?? 0
        : Value("SELECT count(*) FROM atxs", _ => { }, s => s.UInt64(0)) ?? 0;

    public IReadOnlyList<AtxId> InEpoch(EpochId publishEpoch) => Rows("SELECT id FROM atxs WHERE epoch = ?1 ORDER BY id", s => s.Bind(1, publishEpoch.Value), Id);

    public IReadOnlyList<AtxId> All() => Rows("SELECT id FROM atxs ORDER BY epoch, id", _ => { }, Id);

    public EpochId LatestEpoch() => Value("SELECT max(epoch) FROM atxs", _ => { }, s => new EpochId(s.UInt32(0))) ?? default;

    public AtxId? LastBy(NodeId smesher) => Value(
        "SELECT id FROM atxs WHERE pubkey = ?1 ORDER BY epoch DESC, received DESC, rowid LIMIT 1", s => s.BindId(1, smesher), Id);

    public AtxId? FirstBy(NodeId smesher) => Value(
        "SELECT id FROM atxs WHERE pubkey = ?1 ORDER BY epoch, rowid DESC LIMIT 1", s => s.BindId(1, smesher), Id);

    public Address? CoinbaseOf(NodeId smesher) => Value(
        "SELECT coinbase FROM atxs WHERE pubkey = ?1 ORDER BY epoch DESC, rowid LIMIT 1", s => s.BindId(1, smesher), s => s.Id<Address>(0));

    public AtxId? CommitmentOf(NodeId smesher) => Value(
        "SELECT commitment_atx FROM atxs WHERE pubkey = ?1 AND commitment_atx IS NOT NULL ORDER BY epoch DESC, rowid LIMIT 1", s => s.BindId(1, smesher), Id);

    public ulong? VrfNonceOf(NodeId smesher, EpochId targetEpoch) => Value(
        "SELECT nonce FROM atxs WHERE pubkey = ?1 AND epoch < ?2 AND nonce IS NOT NULL ORDER BY epoch DESC, nonce LIMIT 1",
        s => s.BindId(1, smesher).Bind(2, targetEpoch.Value),
        s => s.UInt64(0));

    public ulong? VrfNonceOf(AtxId id) => Value("SELECT nonce FROM atxs WHERE id = ?1", s => s.BindId(1, id), s => s.UInt64(0));

    public AtxPair? DoublePublish(NodeId identity, EpochId publishEpoch) => Pair(
        """
        SELECT a.id FROM posts p JOIN atxs a ON a.id = p.atxid
        WHERE p.pubkey = ?1 AND p.publish_epoch = ?2 AND a.epoch = ?2 ORDER BY a.id LIMIT 2
        """,
        s => s.BindId(1, identity).Bind(2, publishEpoch.Value));

    public AtxPair? MergeConflict(AtxId marriageAtx, EpochId publishEpoch) => Pair(
        "SELECT id FROM atxs WHERE epoch = ?2 AND marriage_atx = ?1 ORDER BY id LIMIT 2", s => s.BindId(1, marriageAtx).Bind(2, publishEpoch.Value));

    public AtxId? Highest(NodeId? preferred, Func<AtxId, bool> accept) => Read<AtxId?>(connection =>
    {
        using var rows = connection.Cached(
            """
            SELECT a.id, a.pubkey, a.base_tick_height + a.tick_count AS height FROM atxs a
            WHERE a.epoch >= (SELECT max(epoch) FROM atxs) - 1 AND NOT EXISTS (SELECT 1 FROM identities i WHERE i.pubkey = a.pubkey)
            ORDER BY height DESC, a.epoch DESC, a.id
            """);
        AtxId? highest = null;
        ulong height = 0;
        while (rows.Step())
        {
            ulong candidate = rows.UInt64(2);
            if (candidate < height)
                break;
            var id = rows.Id<AtxId>(0);
            if (!accept(id))
                continue;
            if (candidate > height)
            {
                (highest, height) = (id, candidate);
                if (preferred is null)
                    break;
            }
            else if (preferred is { } own && rows.Id<NodeId>(1) == own)
            {
                return id;
            }
        }

        return highest;
    });

    public IReadOnlyList<AtxRecord> NewestPerSmesher(int count) => Rows(
        $"""
        SELECT {Columns} FROM (
            SELECT *, rowid AS place, row_number() OVER (PARTITION BY pubkey ORDER BY epoch DESC, rowid) AS position
            FROM atxs) a
        WHERE a.position <= ?1 ORDER BY a.pubkey, a.epoch DESC, a.place
        """,
        s => s.Bind(1, count),
        Record);

    public void ReadEntries(EpochId from, EpochId to, AtxEntryReceiver receive) => Read(connection =>
    {
        // In row order: the index by epoch would visit every row at a random page.
        using var rows = connection.Cached(
            """
            SELECT epoch, id, pubkey, coinbase, effective_num_units, base_tick_height, tick_count, nonce
            FROM atxs NOT INDEXED WHERE epoch BETWEEN ?1 AND ?2
            """);
        rows.Bind(1, from.Value).Bind(2, to.Value);
        while (rows.Step())
        {
            var entry = AtxEntry.Create(
                rows.Id<AtxId>(1), rows.Id<NodeId>(2), rows.Id<Address>(3), rows.UInt32(4), rows.UInt64(5), rows.UInt64(6), rows.UInt64(7));
            receive(new EpochId(rows.UInt32(0)), entry);
        }

        return 0;
    });

    public IReadOnlyList<AtxGrading> ForGrading(EpochId publishEpoch) => Rows(
        """
        SELECT a.id, a.received, i.received, a.effective_num_units, a.tick_count
        FROM atxs a LEFT JOIN identities i ON i.pubkey = a.pubkey WHERE a.epoch = ?1 ORDER BY a.id
        """,
        s => s.Bind(1, publishEpoch.Value),
        s => new AtxGrading(s.Id<AtxId>(0), s.Int64(1), s.Int64(2), unchecked(s.UInt64(3) * s.UInt64(4))));

    public IReadOnlyList<(AtxId Id, bool Malicious)> WithMalice(EpochId publishEpoch) => Rows(
        "SELECT a.id, EXISTS (SELECT 1 FROM identities i WHERE i.pubkey = a.pubkey) FROM atxs a WHERE a.epoch = ?1 ORDER BY a.id",
        s => s.Bind(1, publishEpoch.Value),
        s => (s.Id<AtxId>(0), s.Int64(1) != 0));

    public void SetValidity(AtxId id, AtxValidity validity) => Run("UPDATE atxs SET validity = ?2 WHERE id = ?1", s => s.BindId(1, id).Bind(2, (int)validity));

    public void SetVrfNonce(AtxId id, ulong nonce) => Run("UPDATE atxs SET nonce = ?2 WHERE id = ?1", s => s.BindId(1, id).Bind(2, nonce));

    private static AtxId Id(Statement statement) => statement.Id<AtxId>(0);

    private static AtxRecord Record(Statement row) => new()
    {
        Id = row.Id<AtxId>(0),
        PublishEpoch = new EpochId(row.UInt32(1)),
        EffectiveUnits = row.UInt32(2),
        CommitmentAtx = row.IdOrNull<AtxId>(3),
        VrfNonce = row.UInt64(4),
        BaseTickHeight = row.UInt64(5),
        TickCount = row.UInt64(6),
        Sequence = row.UInt64(7),
        Smesher = row.Id<NodeId>(8),
        Coinbase = row.Id<Address>(9),
        ReceivedNanoseconds = row.Int64(10),
        Validity = (AtxValidity)row.Int64(11),
        MarriageAtx = row.IdOrNull<AtxId>(12),
        Weight = row.UInt64(13),
    };

    private static InsertOutcome AddBlob(Connection connection, AtxId id, AtxBlob? blob)
    {
        using var insert = connection.Cached("INSERT INTO atx_blobs (id, atx, version) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING");
        insert.BindId(1, id);
        if (blob is { } present)
            insert.Bind(2, present.Bytes.Span).Bind(3, (int)present.Version);
        else
            insert.BindNull(2).BindNull(3);
        return insert.Run() == 0 ? InsertOutcome.ObjectExists : InsertOutcome.Added;
    }

    private AtxPair? Pair(string sql, Action<Statement> bind) => Rows(sql, bind, Id) is [var first, var second] ? new AtxPair(first, second) : null;
}
