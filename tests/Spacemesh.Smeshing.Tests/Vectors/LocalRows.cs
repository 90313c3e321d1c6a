using System.Globalization;
using System.Text.Json;
using Spacemesh.Storage.Sqlite.Engine;

namespace Spacemesh.Smeshing.Tests.Vectors;

/// <summary>Rows of local.sql as golden files print them: an object a row, blobs in hex.</summary>
internal static class LocalRows
{
    public static void Insert(Connection connection, string table, JsonElement rows)
    {
        foreach (var row in rows.EnumerateArray())
        {
            var columns = row.EnumerateObject().ToList();
            connection.Execute($"INSERT INTO {table} ({string.Join(", ", columns.Select(column => column.Name))}) VALUES ({string.Join(", ", columns.Select(column => Literal(column.Name, column.Value)))})");
        }
    }

    /// <summary>The recorded rows of a table as text, in an order of their own.</summary>
    public static string Recorded(JsonElement tables, string table) => tables.TryGetProperty(table, out var rows)
        ? string.Join('\n', rows.EnumerateArray()
            .Select(row => Line(row.EnumerateObject().Select(column => (column.Name, column.Value.ValueKind == JsonValueKind.Null ? "null" : column.Value.ToString()))))
            .Order(StringComparer.Ordinal))
        : "";

    /// <summary>A table's rows in the same form.</summary>
    public static string Stored(Connection connection, string table)
    {
        var rows = new List<string>();
        using var query = connection.Cached($"SELECT * FROM {table}");
        while (query.Step())
        {
            rows.Add(Line(Enumerable.Range(0, query.ColumnCount).Select(i => (query.ColumnName(i), query.TypeOf(i) switch
            {
                1 => query.Int64(i).ToString(CultureInfo.InvariantCulture),
                3 => query.Text(i),
                4 => Convert.ToHexStringLower(query.Blob(i)),
                _ => "null",
            }))));
        }

        rows.Sort(StringComparer.Ordinal);
        return string.Join('\n', rows);
    }

    private static string Line(IEnumerable<(string Name, string Value)> columns) =>
        string.Join(' ', columns.OrderBy(column => column.Name, StringComparer.Ordinal).Select(column => $"{column.Name}={column.Value}"));

    // Text columns of local.sql; everything else that is written in quotes is a blob.
    private static string Literal(string column, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "NULL",
        JsonValueKind.Number => value.GetRawText(),
        _ => column is "address" or "round_id" ? $"'{value.GetString()}'" : $"x'{value.GetString()}'",
    };
}
