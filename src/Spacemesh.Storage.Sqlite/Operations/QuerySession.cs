using Spacemesh.Storage.Sqlite.Engine;
using SQLitePCL;

namespace Spacemesh.Storage.Sqlite.Operations;

/// <summary>
/// Read-only SQL over copies of a folder's databases (or over the files themselves): state.sql as <c>main</c>, local.sql as
/// <c>local</c>, so that every table is found by its name. Double-quoted text works as in the guides, and views stand for what older
/// recipes ask for. Copies vanish with the session.
/// </summary>
public sealed class QuerySession : IDisposable
{
    private const int DoubleQuotedTextInDml = 1013;

    private readonly Connection _connection;
    private readonly string? _copies;

    private QuerySession(Connection connection, string? copies)
    {
        _connection = connection;
        _copies = copies;
    }

    /// <summary>Functions and views beyond SQLite's own.</summary>
    public static IReadOnlyList<(string Name, string Meaning)> Additions =>
    [
        .. SqlFunctions.Help,
        ("atx_weight", "view: id, pubkey, publish_epoch, target_epoch, weight, malicious of every ATX"),
        ("prev_atx", "view: id, prev_id of every ATX"),
        ("initial_post", "view: post of local.sql, under its older name"),
        ("nipost_challenge", "view: challenge of local.sql"),
    ];

    /// <summary>Opens the databases that exist among <paramref name="files"/>; the first one is <c>main</c>, the second <c>local</c>.</summary>
    /// <param name="files">One or two database files.</param>
    /// <param name="addressPrefix">The network's address prefix.</param>
    /// <param name="copy">Copies the files first, to the system's temporary folder, so that nothing that is asked stands in the node's way.</param>
    /// <param name="progress">Told about the copying.</param>
    /// <param name="cancellationToken">Ends the copying.</param>
    public static QuerySession Open(
        IReadOnlyList<string> files, string addressPrefix, bool copy, IProgress<OperationProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var present = files.Where(File.Exists).ToList();
        if (present.Count == 0)
            throw new OperationException(OperationErrorKind.Missing, $"{files[0]} does not exist: name the right data folder with --data-folder.");
        string? copies = null;
        Connection? connection = null;
        try
        {
            if (copy)
            {
                copies = Directory.CreateTempSubdirectory("spacemesh-sql-").FullName;
                for (int i = 0; i < present.Count; i++)
                {
                    using var source = DatabaseFile.OpenReadOnly(present[i]);
                    string target = Path.Combine(copies, Path.GetFileName(present[i]));
                    DatabaseCopy.Write(source, target, compact: false, check: null, progress, cancellationToken);
                    present[i] = target;
                }
            }

            connection = DatabaseFile.OpenReadOnly(present[0]);
            _ = raw.sqlite3_db_config(connection.Handle, DoubleQuotedTextInDml, 1, out _);
            connection.Execute("PRAGMA temp_store=MEMORY");
            if (present.Count > 1)
            {
                using var attach = connection.Cached("ATTACH ?1 AS local");
                attach.BindText(1, present[1]).Run();
            }

            SqlFunctions.Register(connection, addressPrefix);
            CreateViews(connection);
            connection.Execute("PRAGMA query_only=ON");
            return new QuerySession(connection, copies);
        }
        catch (Exception exception)
        {
            connection?.Dispose();
            if (copies is not null)
                Directory.Delete(copies, recursive: true);
            if (exception is StorageException storage)
                throw DatabaseFile.Explain(files[0], storage);
            throw;
        }
    }

    /// <summary>Runs every statement of a text and returns their results; at most <paramref name="maxRows"/> rows each.</summary>
    public IReadOnlyList<QueryResult> Run(string sql, int maxRows = int.MaxValue)
    {
        var results = new List<QueryResult>();
        while (!string.IsNullOrWhiteSpace(sql))
        {
            int result = raw.sqlite3_prepare_v2(_connection.Handle, sql, out var handle, out string tail);
            if (result != raw.SQLITE_OK)
                throw Failure(result, sql);
            using (handle)
            {
                if (!handle.IsInvalid)
                    results.Add(Rows(handle, sql, maxRows));
            }

            sql = tail;
        }

        return results;
    }

    /// <summary>Whether a text ends with a complete statement, as a shell asks before it runs what was typed.</summary>
    public static bool IsComplete(string sql)
    {
        _ = SqliteLibrary.Version;
        return raw.sqlite3_complete(sql) != 0;
    }

    /// <summary>Makes a running statement fail; another thread may call it.</summary>
    public void Interrupt() => _connection.Interrupt();

    public void Dispose()
    {
        _connection.Dispose();
        if (_copies is not null && Directory.Exists(_copies))
            Directory.Delete(_copies, recursive: true);
    }

    private QueryResult Rows(sqlite3_stmt statement, string sql, int maxRows)
    {
        int columns = raw.sqlite3_column_count(statement);
        var names = Enumerable.Range(0, columns).Select(column => raw.sqlite3_column_name(statement, column).utf8_to_string()).ToList();
        var rows = new List<object?[]>();
        while (true)
        {
            int result = raw.sqlite3_step(statement);
            if (result == raw.SQLITE_DONE)
                return new QueryResult(names, rows, Cut: false);
            if (result != raw.SQLITE_ROW)
                throw Failure(result, sql);
            if (rows.Count == maxRows)
                return new QueryResult(names, rows, Cut: true);
            var row = new object?[columns];
            for (int column = 0; column < columns; column++)
                row[column] = Value(statement, column);
            rows.Add(row);
        }
    }

    private static object? Value(sqlite3_stmt statement, int column) => raw.sqlite3_column_type(statement, column) switch
    {
        raw.SQLITE_INTEGER => raw.sqlite3_column_int64(statement, column),
        raw.SQLITE_FLOAT => raw.sqlite3_column_double(statement, column),
        raw.SQLITE_TEXT => raw.sqlite3_column_text(statement, column).utf8_to_string(),
        raw.SQLITE_BLOB => raw.sqlite3_column_blob(statement, column).ToArray(),
        _ => null,
    };

    private OperationException Failure(int result, string sql)
    {
        string message = raw.sqlite3_errmsg(_connection.Handle).utf8_to_string();
        string statement = sql.Trim() is { Length: > 200 } text ? text[..200] + "…" : sql.Trim();
        return result == raw.SQLITE_READONLY
            ? new OperationException(OperationErrorKind.Refused, $"{message}: the databases are open for reading only. Stop the node and use the sqlite3 program to change one ({statement})")
            : new OperationException(OperationErrorKind.Invalid, $"{message} ({statement})");
    }

    private static void CreateViews(Connection connection)
    {
        if (DatabaseFile.HasTable(connection, "atxs"))
        {
            string malicious = "EXISTS (SELECT 1 FROM identities WHERE identities.pubkey = atxs.pubkey)"
                + (DatabaseFile.HasTable(connection, "malfeasance") ? " OR EXISTS (SELECT 1 FROM malfeasance WHERE malfeasance.pubkey = atxs.pubkey)" : "");
            connection.Execute(
                $"""
                CREATE TEMP VIEW atx_weight AS
                SELECT id, pubkey, epoch AS publish_epoch, epoch + 1 AS target_epoch, effective_num_units * tick_count AS weight, {malicious} AS malicious FROM atxs
                """);
        }

        if (DatabaseFile.HasTable(connection, "posts"))
            connection.Execute("CREATE TEMP VIEW prev_atx AS SELECT atxid AS id, prev_atxid AS prev_id FROM posts");
        else if (DatabaseFile.HasColumn(connection, "atxs", "prev_id"))
            connection.Execute("CREATE TEMP VIEW prev_atx AS SELECT id, prev_id FROM atxs");
        if (DatabaseFile.HasTable(connection, "post"))
            connection.Execute("CREATE TEMP VIEW initial_post AS SELECT * FROM post");
        if (DatabaseFile.HasTable(connection, "challenge"))
            connection.Execute("CREATE TEMP VIEW nipost_challenge AS SELECT * FROM challenge");
    }
}
