using Spacemesh.Storage.Sqlite.Engine;

namespace Spacemesh.Storage.Sqlite.Stores;

/// <summary>What every store does with its statements. Each is prepared once a connection, by its text.</summary>
internal abstract class SqliteStore(IConnectionSource source)
{
    protected T Read<T>(Func<Connection, T> body) => source.Read(body);

    protected T Write<T>(Func<Connection, T> body) => source.Write(body);

    protected bool Exists(string sql, Action<Statement> bind) => source.Read(connection => Exists(connection, sql, bind));

    protected static bool Exists(Connection connection, string sql, Action<Statement> bind)
    {
        using var statement = connection.Cached(sql);
        bind(statement);
        return statement.Step();
    }

    /// <summary>The first row, or null.</summary>
    protected T? Row<T>(string sql, Action<Statement> bind, Func<Statement, T> read)
        where T : class =>
        source.Read(connection =>
        {
            using var statement = connection.Cached(sql);
            bind(statement);
            return statement.Step() ? read(statement) : null;
        });

    /// <summary>A value of the first row, or null.</summary>
    protected T? Value<T>(string sql, Action<Statement> bind, Func<Statement, T> read)
        where T : struct =>
        source.Read(connection =>
        {
            using var statement = connection.Cached(sql);
            bind(statement);
            return statement.Step() ? read(statement) : (T?)null;
        });

    protected List<T> Rows<T>(string sql, Action<Statement> bind, Func<Statement, T> read) =>
        source.Read(connection =>
        {
            var rows = new List<T>();
            using var statement = connection.Cached(sql);
            bind(statement);
            while (statement.Step())
                rows.Add(read(statement));
            return rows;
        });

    /// <summary>The rows before the first that <paramref name="read"/> gives as null.</summary>
    protected List<T> RowsUntilNull<T>(string sql, Action<Statement> bind, Func<Statement, T?> read)
        where T : class =>
        source.Read(connection =>
        {
            var rows = new List<T>();
            using var statement = connection.Cached(sql);
            bind(statement);
            while (statement.Step() && read(statement) is { } row)
                rows.Add(row);
            return rows;
        });

    /// <summary>Runs a statement that changes rows, and says how many.</summary>
    protected int Run(string sql, Action<Statement> bind) => source.Write(connection => Run(connection, sql, bind));

    protected static int Run(Connection connection, string sql, Action<Statement> bind)
    {
        using var statement = connection.Cached(sql);
        bind(statement);
        return statement.Run();
    }

    /// <summary>Runs an insert that ignores conflicts.</summary>
    protected InsertOutcome Insert(string sql, Action<Statement> bind) => Run(sql, bind) == 0 ? InsertOutcome.ObjectExists : InsertOutcome.Added;

    protected static StorageException Corrupt(string what, object reason) => new(StorageErrorKind.Corrupt, $"{what} does not decode: {reason}");
}
