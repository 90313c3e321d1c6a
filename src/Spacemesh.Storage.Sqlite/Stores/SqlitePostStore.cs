using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Storage.Sqlite.Engine;

namespace Spacemesh.Storage.Sqlite.Stores;

internal sealed class SqlitePostStore(IConnectionSource source) : SqliteStore(source), IPostStore
{
    public InsertOutcome Add(PostRecord post) => Write(connection => Add(connection, post));

    internal static InsertOutcome Add(Connection connection, PostRecord post)
    {
        using var insert = connection.Cached(
            "INSERT INTO posts (atxid, pubkey, prev_atxid, prev_atx_index, units, publish_epoch) VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING");
        insert.BindId(1, post.Atx).BindId(2, post.Identity).BindIdOrNull(3, post.PreviousAtx).Bind(4, post.PreviousIndex)
            .Bind(5, post.Units).Bind(6, post.PublishEpoch.Value);
        return insert.Run() == 0 ? InsertOutcome.ObjectExists : InsertOutcome.Added;
    }

    public AtxId? PreviousFor(NodeId identity, EpochId publishEpoch) => Value(
        "SELECT atxid FROM posts WHERE pubkey = ?1 AND publish_epoch < ?2 ORDER BY publish_epoch DESC, rowid DESC LIMIT 1",
        s => s.BindId(1, identity).Bind(2, publishEpoch.Value),
        s => s.Id<AtxId>(0));

    public IReadOnlyList<AtxId>? PreviousList(AtxId atx)
    {
        var rows = Rows(
            "SELECT prev_atx_index, prev_atxid FROM posts WHERE atxid = ?1 ORDER BY pubkey", s => s.BindId(1, atx), s => (Index: s.Int64(0), Previous: s.IdOrNull<AtxId>(1)));
        return PreviousLists.Of(rows);
    }

    public AtxId? WithPrevious(NodeId identity, AtxId? previous) => Using(identity, previous, 1) is [var first, ..] ? first : null;

    public AtxPair? SharingPrevious(NodeId identity, AtxId? previous) =>
        Using(identity, previous, 2) is [var first, var second] ? new AtxPair(first, second) : null;

    public uint? Units(AtxId atx, NodeId identity) => Value(
        "SELECT units FROM posts WHERE atxid = ?1 AND pubkey = ?2", s => s.BindId(1, atx).BindId(2, identity), s => s.UInt32(0));

    public IReadOnlyList<(NodeId Identity, uint Units)>? AllUnits(AtxId atx)
    {
        var rows = Rows("SELECT pubkey, units FROM posts WHERE atxid = ?1 ORDER BY pubkey", s => s.BindId(1, atx), s => (s.Id<NodeId>(0), s.UInt32(1)));
        return rows.Count == 0 ? null : rows;
    }

    private List<AtxId> Using(NodeId identity, AtxId? previous, int limit) => Rows(
        "SELECT atxid FROM posts WHERE pubkey = ?1 AND prev_atxid IS ?2 ORDER BY publish_epoch, rowid LIMIT ?3",
        s => s.BindId(1, identity).BindIdOrNull(2, previous).Bind(3, limit),
        s => s.Id<AtxId>(0));
}
