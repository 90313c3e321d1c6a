using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Spacemesh.Storage.Sqlite.Engine;

namespace Spacemesh.Storage.Tests.Support;

/// <summary>Tables as the vectors print them.</summary>
internal static class Dump
{
    public static IReadOnlyList<string> Tables(Connection connection) =>
        Column(connection, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name");

    /// <summary>The rows of a query, one text each: numbers, hex for BLOBs, <c>null</c>, <c>{text}</c>, <c>real …</c>.</summary>
    public static List<string> Rows(Connection connection, string sql)
    {
        var rows = new List<string>();
        using var statement = connection.Cached(sql);
        while (statement.Step())
            rows.Add(string.Join(", ", Enumerable.Range(0, statement.ColumnCount).Select(column => Value(statement, column))));
        return rows;
    }

    /// <summary>The same of a JSON array of rows.</summary>
    public static List<string> Rows(JsonElement rows) =>
        [.. rows.EnumerateArray().Select(row => string.Join(", ", row.EnumerateArray().Select(Value)))];

    /// <summary>All rows in the order of the table.</summary>
    public static List<string> Table(Connection connection, string table) => Rows(connection, $"SELECT * FROM \"{table}\"");

    public static List<string> Columns(Connection connection, string table) => Column(connection, $"SELECT name FROM pragma_table_info('{table}') ORDER BY cid");

    /// <summary>SHA-256 over the sorted lines of quoted values.</summary>
    public static (int Rows, string Sha256) Hash(Connection connection, string table)
    {
        string quoted = string.Join(" || '|' || ", Columns(connection, table).Select(column => $"quote(\"{column}\")"));
        var lines = Column(connection, $"SELECT {quoted} FROM \"{table}\"");
        lines.Sort(StringComparer.Ordinal);
        byte[] text = Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n")));
        return (lines.Count, Convert.ToHexStringLower(SHA256.HashData(text)));
    }

    private static List<string> Column(Connection connection, string sql)
    {
        var values = new List<string>();
        using var statement = connection.Cached(sql);
        while (statement.Step())
            values.Add(statement.Text(0));
        return values;
    }

    private static string Value(Statement statement, int column) => statement.TypeOf(column) switch
    {
        1 => statement.Int64(column).ToString(CultureInfo.InvariantCulture),
        2 => "real " + statement.Double(column).ToString("R", CultureInfo.InvariantCulture),
        3 => "{" + statement.Text(column) + "}",
        4 => "x" + Convert.ToHexStringLower(statement.Blob(column)),
        _ => "null",
    };

    private static string Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "null",
        JsonValueKind.String => "x" + value.GetString(),
        JsonValueKind.Object when value.TryGetProperty("text", out var text) => "{" + text.GetString() + "}",
        JsonValueKind.Object => "real " + value.GetProperty("real").GetRawText(),
        _ => value.GetRawText(),
    };
}
