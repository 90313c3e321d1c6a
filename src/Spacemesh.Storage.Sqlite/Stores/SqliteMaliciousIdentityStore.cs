using Spacemesh.Codec;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;

namespace Spacemesh.Storage.Sqlite.Stores;

internal sealed class SqliteMaliciousIdentityStore(IConnectionSource source) : SqliteStore(source), IMaliciousIdentityStore
{
    public void Add(NodeId identity, ScaleBytes proof, long receivedNanoseconds) => Run(
        "INSERT INTO identities (pubkey, proof, received) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
        s => s.BindId(1, identity).Bind(2, proof.Span).Bind(3, receivedNanoseconds));

    public bool Contains(NodeId identity) => Exists("SELECT 1 FROM identities WHERE pubkey = ?1", s => s.BindId(1, identity));

    public (ScaleBytes Proof, long ReceivedNanoseconds)? Find(NodeId identity) => Value(
        "SELECT proof, received FROM identities WHERE pubkey = ?1", s => s.BindId(1, identity), s => (ScaleBytes.Copy(s.Blob(0)), s.Int64(1)));

    public IReadOnlyList<(NodeId Identity, ScaleBytes Proof)> InOrder(ListWindow window) => Read(connection =>
        new ListQuery().Rows(connection, "SELECT pubkey, proof FROM identities", " ORDER BY rowid", window, row => (row.Id<NodeId>(0), ScaleBytes.Copy(row.Blob(1)))));

    public IReadOnlyList<(NodeId Identity, ScaleBytes Proof)> List(IReadOnlyList<NodeId>? identities, ListWindow window) => Read(connection => new ListQuery()
        .WhereIn("pubkey", identities)
        .Rows(connection, "SELECT pubkey, proof FROM identities", " ORDER BY pubkey", window, row => (row.Id<NodeId>(0), ScaleBytes.Copy(row.Blob(1)))));

    public IReadOnlyList<NodeId> All() => Rows("SELECT pubkey FROM identities ORDER BY pubkey", _ => { }, s => s.Id<NodeId>(0));
}
