using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Spacemesh.Storage.Sqlite.Engine;

namespace Spacemesh.Storage.Sqlite.Schema;

/// <summary>The text that a file's schema is compared by (spec 10 §3.3).</summary>
public static partial class SchemaDump
{
    /// <summary>Version and every stored statement: tables first, then by table and object name; one statement a line end.</summary>
    public static string Of(Connection connection)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"PRAGMA user_version = {connection.QueryInt64("PRAGMA user_version")};\n");
        foreach (string statement in Statements(connection))
            text.Append(statement).Append(";\n");
        return text.ToString();
    }

    /// <summary>The dump of a schema's script.</summary>
    public static string Of(DatabaseSchema schema) => schema.Dump;

    /// <summary>The dump of a script, made by running it in memory.</summary>
    internal static string Of(string script)
    {
        using var connection = Connection.Open("", ConnectionMode.Memory, TimeSpan.Zero);
        connection.Execute(script);
        return Of(connection);
    }

    /// <summary>All whitespace runs become one space: the form in which dumps are compared.</summary>
    public static string Normalize(string text) => Whitespace().Replace(text, " ").Trim();

    /// <summary>What differs, one line each: <c>-</c> is expected and missing, <c>+</c> is there and not expected; empty where nothing differs.</summary>
    public static string Difference(string expected, string actual)
    {
        if (string.Equals(expected, actual, StringComparison.Ordinal) || string.Equals(Normalize(expected), Normalize(actual), StringComparison.Ordinal))
            return "";
        var wanted = Lines(expected);
        var present = Lines(actual);
        var difference = wanted.Except(present, StringComparer.Ordinal).Select(line => "- " + line)
            .Concat(present.Except(wanted, StringComparer.Ordinal).Select(line => "+ " + line))
            .ToList();
        return difference.Count > 0 ? string.Join('\n', difference) : "the order of the objects differs";
    }

    private static List<string> Lines(string dump) => [.. dump.Split(";\n", StringSplitOptions.RemoveEmptyEntries).Select(Normalize)];

    private static IEnumerable<string> Statements(Connection connection)
    {
        using var statement = connection.Cached(
            """
            SELECT sql FROM sqlite_master
            WHERE sql IS NOT NULL AND tbl_name NOT LIKE 'sqlite_%'
            ORDER BY type <> 'table', tbl_name, name
            """);
        var statements = new List<string>();
        while (statement.Step())
            statements.Add(statement.Text(0).Replace("\r", "", StringComparison.Ordinal));
        return statements;
    }

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Whitespace();
}
