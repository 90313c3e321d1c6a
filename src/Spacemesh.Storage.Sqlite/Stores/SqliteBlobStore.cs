using Spacemesh.Crypto.Hashing;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Wire;

namespace Spacemesh.Storage.Sqlite.Stores;

internal sealed class SqliteBlobStore(IConnectionSource source) : SqliteStore(source), IBlobStore
{
    public bool Contains(BlobHint hint, Hash32 key)
    {
        // Ballots and blocks are looked up by their first 20 bytes.
        var id = hint switch
        {
            BlobHint.Ballot => key.ToBallotId().ToHash32(),
            BlobHint.Block => key.ToBlockId().ToHash32(),
            _ => key,
        };
        return Exists(
            hint == BlobHint.Atx ? "SELECT 1 FROM atxs WHERE id = ?1" : $"SELECT 1 FROM {Table(hint)} WHERE {Key(hint)} = ?1", s => s.BindId(1, id));
    }

    public IReadOnlyList<int> Sizes(BlobHint hint, IReadOnlyList<Hash32> keys) => Read(connection =>
    {
        var sizes = new int[keys.Count];
        using var statement = connection.Cached($"SELECT length({Column(hint)}) FROM {Table(hint)} WHERE {Key(hint)} = ?1");
        for (int i = 0; i < sizes.Length; i++)
        {
            sizes[i] = statement.BindId(1, keys[i]).Step() ? (int)statement.Int64(0) : -1;
            statement.Reset();
        }

        return sizes;
    });

    public byte[]? Load(BlobHint hint, Hash32 key) => Row(Select(hint), s => s.BindId(1, key), s => s.Blob(0).ToArray());

    public void Read(BlobHint hint, IReadOnlyList<Hash32> keys, BlobReceiver receive) => Read(connection =>
    {
        using var statement = connection.Cached(Select(hint));
        foreach (var key in keys)
        {
            bool more = !statement.BindId(1, key).Step() || receive(key, statement.Blob(0));
            statement.Reset();
            if (!more)
                break;
        }

        return 0;
    });

    private static string Select(BlobHint hint) => $"SELECT {Column(hint)} FROM {Table(hint)} WHERE {Key(hint)} = ?1";

    private static string Table(BlobHint hint) => Place(hint).Table;

    private static string Key(BlobHint hint) => Place(hint).Key;

    private static string Column(BlobHint hint) => Place(hint).Blob;

    private static (string Table, string Key, string Blob) Place(BlobHint hint) => hint switch
    {
        BlobHint.Atx => ("atx_blobs", "id", "atx"),
        BlobHint.Ballot => ("ballots", "id", "ballot"),
        BlobHint.Block => ("blocks", "id", "block"),
        BlobHint.Transaction => ("transactions", "id", "tx"),
        BlobHint.Poet => ("poets", "ref", "poet"),
        BlobHint.Malfeasance => ("identities", "pubkey", "proof"),
        BlobHint.ActiveSet => ("activesets", "id", "active_set"),
        _ => throw new ArgumentOutOfRangeException(nameof(hint), hint, null),
    };
}
