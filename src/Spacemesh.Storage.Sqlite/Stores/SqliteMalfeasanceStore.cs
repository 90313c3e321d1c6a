using Spacemesh.Codec;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Storage.Sqlite.Engine;

namespace Spacemesh.Storage.Sqlite.Stores;

internal sealed class SqliteMalfeasanceStore(IConnectionSource source) : SqliteStore(source), IMalfeasanceStore
{
    public MalfeasanceOutcome Add(NodeId identity, MarriageSetId? marriage, byte? domain, ScaleBytes? proof, long receivedNanoseconds) => Write(connection =>
    {
        if (marriage is { } set && !SetExists(connection, set))
            return MalfeasanceOutcome.UnknownMarriage;
        if (marriage is null && (proof is null || domain is null))
            return MalfeasanceOutcome.ProofMissing;
        Run(
            connection,
            "INSERT INTO malfeasance (pubkey, marriage_id, received, domain, proof) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING",
            s =>
            {
                s.BindId(1, identity).Bind(3, receivedNanoseconds);
                _ = marriage is { } stored ? s.Bind(2, stored.Value) : s.BindNull(2);
                _ = domain is { } known ? s.Bind(4, (int)known) : s.BindNull(4);
                _ = proof is { } bytes ? s.Bind(5, bytes.Span) : s.BindNull(5);
            });
        return MalfeasanceOutcome.Stored;
    });

    public MalfeasanceOutcome SetMarried(NodeId identity, MarriageSetId marriage, long receivedNanoseconds) => Write(connection =>
    {
        if (!SetExists(connection, marriage))
            return MalfeasanceOutcome.UnknownMarriage;
        Run(
            connection,
            "INSERT INTO malfeasance (pubkey, marriage_id, received) VALUES (?1, ?2, ?3) ON CONFLICT (pubkey) DO UPDATE SET marriage_id = ?2",
            s => s.BindId(1, identity).Bind(2, marriage.Value).Bind(3, receivedNanoseconds));
        return MalfeasanceOutcome.Stored;
    });

    public bool Contains(NodeId identity) => Exists("SELECT 1 FROM malfeasance WHERE pubkey = ?1", s => s.BindId(1, identity));

    public MalfeasanceRecord? Find(NodeId identity) => Row(
        "SELECT pubkey, marriage_id, received, domain, proof FROM malfeasance WHERE pubkey = ?1",
        s => s.BindId(1, identity),
        s => new MalfeasanceRecord(
            s.Id<NodeId>(0),
            s.IsNull(1) ? null : new MarriageSetId(s.Int64(1)),
            s.Int64(2),
            s.IsNull(3) ? null : (byte)s.Int64(3),
            s.IsNull(4) ? (ScaleBytes?)null : ScaleBytes.Copy(s.Blob(4))));

    public IReadOnlyList<NodeId> All() => Rows("SELECT pubkey FROM malfeasance ORDER BY pubkey", _ => { }, s => s.Id<NodeId>(0));

    private static bool SetExists(Connection connection, MarriageSetId set) =>
        Exists(connection, "SELECT 1 FROM marriages WHERE id = ?1 LIMIT 1", s => s.Bind(1, set.Value));
}
