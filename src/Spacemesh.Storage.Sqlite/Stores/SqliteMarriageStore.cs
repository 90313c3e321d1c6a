using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Storage.Sqlite.Engine;

namespace Spacemesh.Storage.Sqlite.Stores;

internal sealed class SqliteMarriageStore(IConnectionSource source) : SqliteStore(source), IMarriageStore
{
    private const string Select = "SELECT id, pubkey, marriage_atx, marriage_idx, marriage_target, marriage_sig FROM marriages";

    public MarriageSetId NewSet() => Value("SELECT coalesce(max(id), 0) + 1 FROM marriages", _ => { }, s => new MarriageSetId(s.Int64(0)))!.Value;

    public MarriageOutcome Add(MarriageRecord marriage) => Write(connection =>
    {
        bool taken = Exists(
            connection,
            "SELECT 1 FROM marriages WHERE marriage_atx = ?1 AND marriage_idx = ?2 AND pubkey <> ?3",
            s => s.BindId(1, marriage.MarriageAtx).Bind(2, marriage.Index).BindId(3, marriage.Identity));
        using var select = connection.Cached("SELECT id FROM marriages WHERE pubkey = ?1");
        select.BindId(1, marriage.Identity);
        bool known = select.Step();
        if (known && select.Int64(0) != marriage.Set.Value)
            return MarriageOutcome.Conflict;
        if (taken)
            return MarriageOutcome.ObjectExists;
        Run(
            connection,
            """
            INSERT INTO marriages (id, pubkey, marriage_atx, marriage_idx, marriage_target, marriage_sig) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
            ON CONFLICT (pubkey) DO UPDATE SET marriage_atx = ?3, marriage_idx = ?4, marriage_target = ?5, marriage_sig = ?6
            """,
            s => s.Bind(1, marriage.Set.Value).BindId(2, marriage.Identity).BindId(3, marriage.MarriageAtx).Bind(4, marriage.Index)
                .BindId(5, marriage.Target).BindId(6, marriage.Signature));
        return known ? MarriageOutcome.Updated : MarriageOutcome.Added;
    });

    public void Relabel(MarriageSetId from, MarriageSetId to) => Run("UPDATE marriages SET id = ?2 WHERE id = ?1", s => s.Bind(1, from.Value).Bind(2, to.Value));

    public MarriageSetId? SetOf(NodeId identity) =>
        Value("SELECT id FROM marriages WHERE pubkey = ?1", s => s.BindId(1, identity), s => new MarriageSetId(s.Int64(0)));

    public MarriageRecord? Find(NodeId identity) => Row($"{Select} WHERE pubkey = ?1", s => s.BindId(1, identity), Record);

    public IReadOnlyList<NodeId> Members(MarriageSetId set) =>
        Rows("SELECT pubkey FROM marriages WHERE id = ?1 ORDER BY rowid", s => s.Bind(1, set.Value), s => s.Id<NodeId>(0));

    public IReadOnlyList<MarriageRecord> All() => Rows($"{Select} ORDER BY pubkey", _ => { }, Record);

    private static MarriageRecord Record(Statement row) => new(
        new MarriageSetId(row.Int64(0)), row.Id<NodeId>(1), row.Id<AtxId>(2), (int)row.Int64(3), row.Id<NodeId>(4), row.Id<EdSignature>(5));
}
