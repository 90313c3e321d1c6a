using Spacemesh.Storage.Sqlite.Engine;
using Spacemesh.Storage.Sqlite.Schema;
using SQLitePCL;

namespace Spacemesh.Bench.Storage;

/// <summary>
/// The same rows in the same schema, with the same commits and pragmas, straight through SQLite's own calls: what no code above SQLite
/// can undercut. Rows are ready as bytes, nothing is looked up or checked.
/// </summary>
internal sealed class BareSqlite : IDisposable
{
    private readonly sqlite3 _file;
    private readonly sqlite3_stmt _begin;
    private readonly sqlite3_stmt _commit;
    private readonly sqlite3_stmt _atx;
    private readonly sqlite3_stmt _blob;
    private readonly sqlite3_stmt _post;
    private readonly sqlite3_stmt _ballot;
    private readonly sqlite3_stmt _transaction;

    public BareSqlite(string path)
    {
        _ = SqliteLibrary.Version;
        Check(raw.sqlite3_open_v2(path, out _file, raw.SQLITE_OPEN_NOMUTEX | raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE, null));
        foreach (string sql in new[] { "PRAGMA journal_mode=WAL", "PRAGMA synchronous=NORMAL", "PRAGMA cache_size=-65536", "BEGIN", StateSchema.For(default).Script, "COMMIT" })
            Check(raw.sqlite3_exec(_file, sql));
        _begin = Prepare("BEGIN IMMEDIATE");
        _commit = Prepare("COMMIT");
        _atx = Prepare(
            "INSERT INTO atxs (id, epoch, effective_num_units, nonce, base_tick_height, tick_count, sequence, pubkey, coinbase, received, validity, weight) VALUES (?1, 3, 16, 5, 9000, 3000, 0, ?2, ?3, 1700000000000000000, 1, 48000)");
        _blob = Prepare("INSERT INTO atx_blobs (id, atx, version) VALUES (?1, ?2, 1)");
        _post = Prepare("INSERT INTO posts (atxid, pubkey, prev_atxid, prev_atx_index, units, publish_epoch) VALUES (?1, ?2, zeroblob(32), 0, 16, 3)");
        _ballot = Prepare("INSERT INTO ballots (id, atx, layer, pubkey, ballot) VALUES (?1, ?2, ?3, ?4, ?5)");
        _transaction = Prepare("INSERT INTO transactions (id, tx, header, principal, nonce, timestamp) VALUES (?1, ?2, ?3, ?4, ?5, 1700000000000000000)");
    }

    public void Begin() => Run(_begin);

    public void Commit() => Run(_commit);

    public void Atx(ReadOnlySpan<byte> id, ReadOnlySpan<byte> smesher, ReadOnlySpan<byte> coinbase, ReadOnlySpan<byte> blob)
    {
        Check(raw.sqlite3_bind_blob(_atx, 1, id) | raw.sqlite3_bind_blob(_atx, 2, smesher) | raw.sqlite3_bind_blob(_atx, 3, coinbase));
        Run(_atx);
        Check(raw.sqlite3_bind_blob(_blob, 1, id) | raw.sqlite3_bind_blob(_blob, 2, blob));
        Run(_blob);
        Check(raw.sqlite3_bind_blob(_post, 1, id) | raw.sqlite3_bind_blob(_post, 2, smesher));
        Run(_post);
    }

    public void Ballot(ReadOnlySpan<byte> id, ReadOnlySpan<byte> atx, long layer, ReadOnlySpan<byte> smesher, ReadOnlySpan<byte> ballot)
    {
        Check(raw.sqlite3_bind_blob(_ballot, 1, id) | raw.sqlite3_bind_blob(_ballot, 2, atx) | raw.sqlite3_bind_int64(_ballot, 3, layer));
        Check(raw.sqlite3_bind_blob(_ballot, 4, smesher) | raw.sqlite3_bind_blob(_ballot, 5, ballot));
        Run(_ballot);
    }

    public void Transaction(ReadOnlySpan<byte> id, ReadOnlySpan<byte> tx, ReadOnlySpan<byte> header, ReadOnlySpan<byte> principal, ReadOnlySpan<byte> nonce)
    {
        Check(raw.sqlite3_bind_blob(_transaction, 1, id) | raw.sqlite3_bind_blob(_transaction, 2, tx) | raw.sqlite3_bind_blob(_transaction, 3, header));
        Check(raw.sqlite3_bind_blob(_transaction, 4, principal) | raw.sqlite3_bind_blob(_transaction, 5, nonce));
        Run(_transaction);
    }

    public void Dispose()
    {
        foreach (var statement in new[] { _begin, _commit, _atx, _blob, _post, _ballot, _transaction })
            statement.Dispose();
        _file.Dispose();
    }

    private static void Check(int result)
    {
        if (result != raw.SQLITE_OK)
            throw new InvalidOperationException($"SQLite answers {result}");
    }

    private static void Run(sqlite3_stmt statement)
    {
        if (raw.sqlite3_step(statement) != raw.SQLITE_DONE)
            throw new InvalidOperationException("a row was refused");
        Check(raw.sqlite3_reset(statement));
    }

    private sqlite3_stmt Prepare(string sql)
    {
        Check(raw.sqlite3_prepare_v3(_file, sql, raw.SQLITE_PREPARE_PERSISTENT, out var statement));
        return statement;
    }
}
