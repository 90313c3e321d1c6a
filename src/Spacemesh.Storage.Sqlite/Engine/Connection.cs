using SQLitePCL;

namespace Spacemesh.Storage.Sqlite.Engine;

/// <summary>
/// One SQLite connection with its prepared statements, kept by their text. Belongs to one thread at a time: the pools of
/// <see cref="SqliteDatabase"/> see to it.
/// </summary>
public sealed class Connection : IDisposable
{
    private const int DoubleQuotedTextInDml = 1013;
    private const int DoubleQuotedTextInDdl = 1014;

    private readonly sqlite3 _handle;
    private readonly Dictionary<string, Statement> _statements = new(StringComparer.Ordinal);

    private Connection(sqlite3 handle, string path)
    {
        _handle = handle;
        Path = path;
    }

    public string Path { get; }

    /// <summary>Hears of every statement that fails.</summary>
    internal Action<StorageException>? Failed { get; set; }

    /// <summary>Hears how long statements run; null where nobody wants to know.</summary>
    internal IDatabaseMeter? Meter { get; set; }

    /// <summary>Rows changed by the last insert, update or delete.</summary>
    public int Changes => raw.sqlite3_changes(_handle);

    /// <summary>Whether a transaction is open on this connection.</summary>
    public bool InTransaction => raw.sqlite3_get_autocommit(_handle) == 0;

    internal sqlite3 Handle => _handle;

    /// <summary>Opens a connection. It waits up to <paramref name="busyTimeout"/> wherever another one holds the lock.</summary>
    public static Connection Open(string path, ConnectionMode mode, TimeSpan busyTimeout)
    {
        _ = SqliteLibrary.Version;
        int flags = raw.SQLITE_OPEN_NOMUTEX | mode switch
        {
            ConnectionMode.ReadOnly => raw.SQLITE_OPEN_READONLY,
            ConnectionMode.Create => raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE,
            ConnectionMode.Memory => raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE | raw.SQLITE_OPEN_MEMORY,
            _ => raw.SQLITE_OPEN_READWRITE,
        };
        int result = raw.sqlite3_open_v2(mode == ConnectionMode.Memory ? ":memory:" : path, out var handle, flags, null);
        if (result != raw.SQLITE_OK)
        {
            string message = handle is null ? "out of memory" : raw.sqlite3_errmsg(handle).utf8_to_string();
            handle?.Dispose();
            throw new StorageException(KindOf(result, result), $"open {path}: {message}");
        }

        raw.sqlite3_extended_result_codes(handle, 1);
        // Double quotes are never text, as in the reference's build of SQLite (spec 10 §2.1).
        _ = raw.sqlite3_db_config(handle, DoubleQuotedTextInDml, 0, out _);
        _ = raw.sqlite3_db_config(handle, DoubleQuotedTextInDdl, 0, out _);
        raw.sqlite3_busy_timeout(handle, (int)busyTimeout.TotalMilliseconds);
        return new Connection(handle, path);
    }

    /// <summary>Runs statements without parameters or results.</summary>
    public void Execute(string sql)
    {
        int result = raw.sqlite3_exec(_handle, sql, out string? message);
        if (result != raw.SQLITE_OK)
            throw Failure(result, sql, message);
    }

    /// <summary>The first column of the first row; null where the result is empty or NULL.</summary>
    public string? QueryText(string sql)
    {
        using var statement = Prepare(sql, keep: false);
        return statement.Step() && !statement.IsNull(0) ? statement.Text(0) : null;
    }

    /// <summary>The first column of the first row as a number; 0 where the result is empty or NULL.</summary>
    public long QueryInt64(string sql)
    {
        using var statement = Prepare(sql, keep: false);
        return statement.Step() ? statement.Int64(0) : 0;
    }

    /// <summary>The prepared statement of this text, reset and without bindings. It stays in this connection's cache; dispose it after use to reset it.</summary>
    public Statement Cached(string sql)
    {
        if (_statements.TryGetValue(sql, out var statement) && !statement.InUse)
        {
            statement.Begin();
            return statement;
        }

        bool keep = statement is null;
        statement = Prepare(sql, keep);
        if (keep)
            _statements.Add(sql, statement);
        statement.Begin();
        return statement;
    }

    /// <summary>Runs one statement without parameters or results, prepared once.</summary>
    internal void RunCached(string sql)
    {
        using var statement = Cached(sql);
        statement.Run();
    }

    /// <summary>Makes a running statement of this connection fail; the only member that another thread may call.</summary>
    public void Interrupt() => raw.sqlite3_interrupt(_handle);

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
            statement.Close();
        _statements.Clear();
        _handle.Dispose();
    }

    internal StorageException Failure(int result, string sql, string? message = null)
    {
        int extended = raw.sqlite3_extended_errcode(_handle);
        message ??= raw.sqlite3_errmsg(_handle).utf8_to_string();
        var failure = new StorageException(KindOf(result, extended), $"{message} ({Shorten(sql)}) in {Path}");
        Failed?.Invoke(failure);
        return failure;
    }

    private static StorageErrorKind KindOf(int result, int extended) => extended switch
    {
        raw.SQLITE_CONSTRAINT_PRIMARYKEY or raw.SQLITE_CONSTRAINT_UNIQUE or raw.SQLITE_CONSTRAINT_ROWID => StorageErrorKind.ObjectExists,
        _ => (result & 0xff) switch
        {
            raw.SQLITE_CONSTRAINT => StorageErrorKind.Constraint,
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED => StorageErrorKind.Locked,
            raw.SQLITE_CANTOPEN or raw.SQLITE_PERM => StorageErrorKind.CannotOpen,
            raw.SQLITE_READONLY => StorageErrorKind.ReadOnly,
            raw.SQLITE_FULL => StorageErrorKind.DiskFull,
            raw.SQLITE_IOERR => StorageErrorKind.DiskFailed,
            raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => StorageErrorKind.Corrupt,
            raw.SQLITE_INTERRUPT => StorageErrorKind.Interrupted,
            _ => StorageErrorKind.Other,
        },
    };

    private static string Shorten(string sql) => sql.Length <= 200 ? sql : sql[..200] + "…";

    private Statement Prepare(string sql, bool keep)
    {
        int result = raw.sqlite3_prepare_v3(_handle, sql, keep ? (uint)raw.SQLITE_PREPARE_PERSISTENT : 0u, out var handle);
        return result == raw.SQLITE_OK ? new Statement(this, handle, sql, keep) : throw Failure(result, sql);
    }
}
