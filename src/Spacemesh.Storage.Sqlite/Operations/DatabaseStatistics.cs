using System.Globalization;
using Spacemesh.Storage.Sqlite.Engine;

namespace Spacemesh.Storage.Sqlite.Operations;

/// <summary>Sizes and content of a database, in figures.</summary>
/// <param name="Path">The file.</param>
/// <param name="Version">Its schema version.</param>
/// <param name="FileBytes">Length of the main file.</param>
/// <param name="WalBytes">Length of its WAL.</param>
/// <param name="FreeBytes">Pages that hold nothing; `db backup --compact` leaves them out.</param>
/// <param name="Tables">By name.</param>
/// <param name="Facts">Named figures of the content, in a fixed order.</param>
public sealed record DatabaseStatistics(
    string Path, int Version, long FileBytes, long WalBytes, long FreeBytes, IReadOnlyList<TableStatistics> Tables, IReadOnlyList<(string Name, string Value)> Facts)
{
    private static readonly (string Name, string Table, string Sql)[] Questions =
    [
        ("first layer", "layers", "SELECT min(id) FROM layers"),
        ("last layer", "layers", "SELECT max(id) FROM layers"),
        ("last applied layer", "layers", "SELECT max(id) FROM layers WHERE applied_block IS NOT NULL"),
        ("last processed layer", "layers", "SELECT max(id) FROM layers WHERE processed = 1"),
        ("state hash of the last applied layer", "layers", "SELECT lower(hex(state_hash)) FROM layers WHERE applied_block IS NOT NULL ORDER BY id DESC LIMIT 1"),
        ("restored at layer", "recovery", "SELECT restore FROM recovery"),
        ("last ATX publish epoch", "atxs", "SELECT max(epoch) FROM atxs"),
        ("smeshers of that epoch", "atxs", "SELECT count(DISTINCT pubkey) FROM atxs WHERE epoch = (SELECT max(epoch) FROM atxs)"),
        ("last beacon's epoch", "beacons", "SELECT max(epoch) FROM beacons"),
        ("accounts", "accounts", "SELECT count(DISTINCT address) FROM accounts"),
        ("malicious identities", "identities", "SELECT count(*) FROM identities"),
        ("identities with an initial PoST", "post", "SELECT count(*) FROM post"),
        ("challenges under way", "challenge", "SELECT count(*) FROM challenge"),
        ("PoET registrations", "poet_registration", "SELECT count(*) FROM poet_registration"),
    ];

    /// <summary>Counts everything; on a large file this reads all of it. The node may run.</summary>
    public static DatabaseStatistics Of(string path, IProgress<OperationProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        using var connection = DatabaseFile.OpenReadOnly(path);
        using var interrupt = cancellationToken.Register(connection.Interrupt);
        try
        {
            connection.Execute("BEGIN");
            var names = Names(connection);
            var sizes = Sizes(connection, progress);
            var tables = new List<TableStatistics>();
            foreach (string name in names)
            {
                cancellationToken.ThrowIfCancellationRequested();
                progress?.Report(new OperationProgress("count rows", tables.Count, names.Count, "tables"));
                var (bytes, index) = sizes is null ? ((long?)null, (long?)null) : sizes.GetValueOrDefault(name);
                tables.Add(new TableStatistics(name, connection.QueryInt64($"SELECT count(*) FROM \"{name}\""), bytes, index));
            }

            var facts = Questions.Where(question => names.Contains(question.Table)).Select(question => (question.Name, connection.QueryText(question.Sql) ?? "-")).ToList();
            return new DatabaseStatistics(
                path,
                (int)connection.QueryInt64("PRAGMA user_version"),
                new FileInfo(path).Length,
                File.Exists(path + "-wal") ? new FileInfo(path + "-wal").Length : 0,
                connection.QueryInt64("PRAGMA freelist_count") * connection.QueryInt64("PRAGMA page_size"),
                tables,
                facts);
        }
        catch (StorageException exception) when (exception.Kind == StorageErrorKind.Interrupted)
        {
            throw new OperationCanceledException(exception.Message, exception, cancellationToken);
        }
        catch (StorageException exception)
        {
            throw DatabaseFile.Explain(path, exception);
        }
    }

    private static List<string> Names(Connection connection)
    {
        var names = new List<string>();
        using var rows = connection.Cached("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite~_%' ESCAPE '~' ORDER BY name");
        while (rows.Step())
            names.Add(rows.Text(0));
        return names;
    }

    /// <summary>Pages of each table and of its indexes; null without <c>dbstat</c>.</summary>
    private static Dictionary<string, (long? Table, long? Indexes)>? Sizes(Connection connection, IProgress<OperationProgress>? progress)
    {
        progress?.Report(new OperationProgress("measure pages", 0, 0, "pages"));
        if (connection.QueryInt64("SELECT count(*) FROM pragma_module_list WHERE name = 'dbstat'") == 0)
            return null;
        var sizes = new Dictionary<string, (long? Table, long? Indexes)>(StringComparer.Ordinal);
        using var rows = connection.Cached(
            """
            SELECT m.tbl_name, m.type = 'table', sum(s.pgsize) FROM dbstat AS s JOIN sqlite_master AS m ON m.name = s.name
            WHERE s.aggregate = TRUE GROUP BY 1, 2
            """);
        while (rows.Step())
        {
            string name = rows.Text(0);
            var (table, indexes) = sizes.GetValueOrDefault(name, (0, 0));
            sizes[name] = rows.Int64(1) == 1 ? (table + rows.Int64(2), indexes) : (table, indexes + rows.Int64(2));
        }

        return sizes;
    }

    /// <summary>Bytes as a person reads them.</summary>
    public static string Size(long bytes)
    {
        string[] units = ["B", "KiB", "MiB", "GiB", "TiB"];
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < units.Length - 1)
        {
            value /= 1024;
            unit++;
        }

        return value.ToString(unit == 0 ? "0" : "0.0", CultureInfo.InvariantCulture) + " " + units[unit];
    }
}
