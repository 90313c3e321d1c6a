using System.Globalization;
using System.Text.Json;
using Spacemesh.Storage.Sqlite.Engine;

namespace Spacemesh.Services.Mesh.Tests.Support;

/// <summary>Rows of a database as lines of <c>column=value</c>, sorted: of a file, and of JSON objects.</summary>
internal static class TableDump
{
    public static string Stored(Connection connection, string table, IReadOnlyList<string> columns)
    {
        var rows = new List<string>();
        using var statement = connection.Cached($"SELECT {string.Join(", ", columns)} FROM {table}");
        while (statement.Step())
            rows.Add(string.Join(' ', columns.Select((column, index) => $"{column}={Value(statement, index)}")));
        return string.Join('\n', rows.Order(StringComparer.Ordinal));
    }

    public static string Expected(JsonElement rows, IReadOnlyList<string> columns) => string.Join(
        '\n',
        rows.EnumerateArray().Select(row => string.Join(' ', columns.Select(column => $"{column}={Value(row.GetProperty(column))}"))).Order(StringComparer.Ordinal));

    private static string Value(Statement statement, int column) => statement.TypeOf(column) switch
    {
        1 => statement.Int64(column).ToString(CultureInfo.InvariantCulture),
        4 => Convert.ToHexStringLower(statement.Blob(column)),
        5 => "null",
        _ => statement.Text(column),
    };

    private static string Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "null",
        JsonValueKind.String => value.GetString()!,
        _ => value.GetRawText(),
    };
}
