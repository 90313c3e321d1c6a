using System.Globalization;
using System.Text.Json;
using Spacemesh.Storage.Sqlite;
using Spacemesh.Storage.Sqlite.Engine;

namespace Spacemesh.Services.Activation.Tests.Support;

/// <summary>Rows of the tables that intakes write, as texts <c>column=value</c>, and their comparison with a golden list of changes.</summary>
internal static class StateRows
{
    private static readonly string[] Tables = ["atxs", "atx_blobs", "posts", "identities", "marriages", "malfeasance"];

    /// <param name="database">The file.</param>
    /// <param name="times">Receipt times that print as <c>now</c>.</param>
    public static Dictionary<string, List<string>> Read(SqliteStateDatabase database, IReadOnlySet<long> times) => database.Engine.Read(connection =>
        Tables.ToDictionary(table => table, table => Rows(connection, table, times), StringComparer.Ordinal));

    /// <summary>What the golden rows and ours differ in; null where they agree.</summary>
    public static string? Difference(JsonElement expected, Dictionary<string, List<string>> before, Dictionary<string, List<string>> after)
    {
        foreach (string table in Tables)
        {
            var changes = expected.TryGetProperty(table, out var named) ? named : default;
            var added = Listed(changes, "added");
            var removed = Listed(changes, "removed");
            var actualAdded = Without(after[table], before[table]);
            var actualRemoved = Without(before[table], after[table]);
            // Only the order of marriages means something.
            if (!string.Equals(table, "marriages", StringComparison.Ordinal))
            {
                added.Sort(StringComparer.Ordinal);
                actualAdded.Sort(StringComparer.Ordinal);
            }

            if (!added.SequenceEqual(actualAdded, StringComparer.Ordinal))
                return $"{table} added: expected {string.Join(" | ", added)}, actual {string.Join(" | ", actualAdded)}";
            if (!removed.Order(StringComparer.Ordinal).SequenceEqual(actualRemoved.Order(StringComparer.Ordinal), StringComparer.Ordinal))
                return $"{table} removed: expected {string.Join(" | ", removed)}, actual {string.Join(" | ", actualRemoved)}";
        }

        return null;
    }

    private static List<string> Without(List<string> rows, List<string> others)
    {
        var left = others.GroupBy(row => row, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);
        var rest = new List<string>();
        foreach (string row in rows)
        {
            if (left.TryGetValue(row, out int count) && count > 0)
                left[row] = count - 1;
            else
                rest.Add(row);
        }

        return rest;
    }

    private static List<string> Listed(JsonElement changes, string kind) => changes.ValueKind == JsonValueKind.Object && changes.TryGetProperty(kind, out var rows)
        ? [.. rows.EnumerateArray().Select(row => Text(row.EnumerateObject().Select(field => (field.Name, Value(field.Value)))))]
        : [];

    private static string Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "null",
        JsonValueKind.String => value.GetString()!,
        _ => value.GetInt64().ToString(CultureInfo.InvariantCulture),
    };

    private static List<string> Rows(Connection connection, string table, IReadOnlySet<long> times)
    {
        var columns = new List<string>();
        using (var statement = connection.Cached($"SELECT name FROM pragma_table_info('{table}') ORDER BY cid"))
        {
            while (statement.Step())
                columns.Add(statement.Text(0));
        }

        var rows = new List<string>();
        using var query = connection.Cached($"SELECT * FROM \"{table}\" ORDER BY rowid");
        while (query.Step())
            rows.Add(Text(columns.Select((column, index) => (column, Value(query, index, string.Equals(column, "received", StringComparison.Ordinal) ? times : null)))));
        return rows;
    }

    private static string Text(IEnumerable<(string Column, string Value)> fields) =>
        string.Join(' ', fields.OrderBy(field => field.Column, StringComparer.Ordinal).Select(field => $"{field.Column}={field.Value}"));

    private static string Value(Statement row, int column, IReadOnlySet<long>? times) => row.TypeOf(column) switch
    {
        1 when times?.Contains(row.Int64(column)) == true => "now",
        1 => row.Int64(column).ToString(CultureInfo.InvariantCulture),
        4 => Convert.ToHexStringLower(row.Blob(column)),
        5 => "null",
        _ => row.Text(column),
    };
}
