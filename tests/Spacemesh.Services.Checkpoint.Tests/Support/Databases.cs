using Microsoft.Extensions.Logging.Abstractions;
using Spacemesh.Primitives;
using Spacemesh.Storage.Sqlite;
using Spacemesh.Storage.Sqlite.Engine;

namespace Spacemesh.Services.Checkpoint.Tests.Support;

/// <summary>Database files of tests.</summary>
internal static class Databases
{
    public static readonly GenesisId Genesis = GenesisId.FromBytes(Convert.FromHexString("9eebff023abb17ccb775c602daade8ed708f0a50"));

    public static SqliteStateDatabase OpenState(string path) =>
        SqliteStateDatabase.Open(new DatabaseOptions { Path = path, AllowSchemaDrift = true }, Genesis, NullLogger.Instance);

    public static SqliteLocalDatabase OpenLocal(string path) =>
        SqliteLocalDatabase.Open(new DatabaseOptions { Path = path, AllowSchemaDrift = true }, NullLogger.Instance);

    /// <summary>Rows of a query as the vectors print them: columns joined by <c>|</c>, BLOBs in hex.</summary>
    public static List<string> Rows(SqliteStateDatabase state, string sql) => state.Engine.Read(connection =>
    {
        var rows = new List<string>();
        using var statement = connection.Cached(sql);
        while (statement.Step())
            rows.Add(string.Join('|', Enumerable.Range(0, statement.ColumnCount).Select(column => Value(statement, column))));
        return rows;
    });

    private static string Value(Statement statement, int column) => statement.TypeOf(column) switch
    {
        1 => statement.Int64(column).ToString(System.Globalization.CultureInfo.InvariantCulture),
        4 => Convert.ToHexStringLower(statement.Blob(column)),
        5 => "null",
        _ => statement.Text(column),
    };
}
