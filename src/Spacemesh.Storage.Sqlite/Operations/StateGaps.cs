using System.Globalization;
using Spacemesh.Storage.Sqlite.Engine;
using Spacemesh.Storage.Sqlite.Repair;

namespace Spacemesh.Storage.Sqlite.Operations;

/// <summary>What is missing in a state.sql of today's version.</summary>
internal static class StateGaps
{
    private const int Shown = 5;
    private const string SyncAgain = "If the node does not follow the network, run `db clear-state` and let it sync again.";

    public static void Check(Connection connection, string path, CheckNotes report, IProgress<OperationProgress>? progress)
    {
        progress?.Report(new OperationProgress("state.sql: layers", 0, 0, "layers"));
        Layers(connection, path, report);
        progress?.Report(new OperationProgress("state.sql: ATXs", 0, 0, "ATXs"));
        Atxs(connection, path, report);
        Nonces(connection, path, report);
    }

    private static void Layers(Connection connection, string path, CheckNotes report)
    {
        long first = connection.QueryInt64("SELECT min(id) FROM layers WHERE applied_block IS NOT NULL");
        long last = connection.QueryInt64("SELECT max(id) FROM layers WHERE applied_block IS NOT NULL");
        report.Done(path, "layers", last == 0 ? "none applied" : string.Create(CultureInfo.InvariantCulture, $"{first} to {last} applied"));
        if (last == 0)
            return;
        string range = string.Create(CultureInfo.InvariantCulture, $"id BETWEEN {first} AND {last}");
        Find("layers without a row", "SELECT id + 1 FROM layers AS l WHERE " + range + string.Create(CultureInfo.InvariantCulture, $" AND id < {last}") + " AND NOT EXISTS (SELECT 1 FROM layers WHERE id = l.id + 1) ORDER BY id");
        Find("layers without an applied block", $"SELECT id FROM layers WHERE {range} AND applied_block IS NULL ORDER BY id");
        // The first applied layer is effective genesis: it is applied without being executed.
        Find("applied layers without a state hash", string.Create(CultureInfo.InvariantCulture, $"SELECT id FROM layers WHERE {range} AND id > {first} AND applied_block IS NOT NULL AND state_hash IS NULL ORDER BY id"));
        Find("applied layers without an opinion hash", $"SELECT id FROM layers WHERE {range} AND applied_block IS NOT NULL AND aggregated_hash IS NULL ORDER BY id");
        Find(
            "layers whose applied block is missing",
            $"""
            SELECT id FROM layers AS l WHERE {range} AND applied_block IS NOT NULL AND applied_block <> zeroblob(20)
            AND NOT EXISTS (SELECT 1 FROM blocks WHERE blocks.id = l.applied_block || zeroblob(12) AND layer = l.id)
            AND NOT EXISTS (SELECT 1 FROM blocks WHERE layer = l.id AND substr(blocks.id, 1, 20) = l.applied_block) ORDER BY id
            """);
        long stale = connection.QueryInt64(string.Create(CultureInfo.InvariantCulture, $"SELECT count(*) FROM layers WHERE id > {last} AND state_hash IS NOT NULL"));
        if (stale > 0)
            report.Add(CheckSeverity.Note, path, "layers", $"{stale} layers after the last applied one have a state hash", "The node was stopped between executing and applying a layer; it executes it again at its next start.");

        void Find(string what, string sql) => Report(connection, path, report, "layers", what, sql, SyncAgain);
    }

    private static void Atxs(Connection connection, string path, CheckNotes report)
    {
        report.Done(path, "atxs", connection.QueryInt64("SELECT count(*) FROM atxs").ToString(CultureInfo.InvariantCulture));
        Report(
            connection,
            path,
            report,
            "atxs",
            "ATXs without their content",
            """
            SELECT lower(hex(atxs.id)) FROM atxs LEFT JOIN atx_blobs ON atx_blobs.id = atxs.id
            WHERE atx_blobs.id IS NULL OR (length(coalesce(atx_blobs.atx, x'')) = 0 AND atxs.received <> 0)
            """,
            "Peers cannot be served these ATXs. " + SyncAgain);
        Report(
            connection,
            path,
            report,
            "atxs",
            "ATXs without posts",
            "SELECT lower(hex(id)) FROM atxs WHERE NOT EXISTS (SELECT 1 FROM posts WHERE posts.atxid = atxs.id)",
            "Their smeshers' next ATXs cannot be judged and no checkpoint can be made. " + SyncAgain);
    }

    private static void Nonces(Connection connection, string path, CheckNotes report)
    {
        var zero = ZeroNonces.Find(connection);
        report.Done(path, "nonces", zero.Count == 0 ? "sound" : $"{zero.Count} ATXs with a wrong nonce");
        if (zero.Count == 0)
            return;
        string shown = string.Join(", ", zero.Take(Shown).Select(atx => Primitives.FixedBytesExtensions.ToHex(atx)));
        report.Add(
            CheckSeverity.Warning,
            path,
            "nonces",
            $"{zero.Count} ATXs have the VRF nonce 0 that release 1.7.5 stored: {shown}{(zero.Count > Shown ? ", …" : "")}",
            "The node repairs them at its next start. Ballots refused meanwhile are missing. " + SyncAgain);
    }

    private static void Report(Connection connection, string path, CheckNotes report, string subject, string what, string sql, string help)
    {
        var shown = new List<string>();
        long count = 0;
        using (var rows = connection.Cached(sql))
        {
            while (rows.Step())
            {
                if (++count <= Shown)
                    shown.Add(rows.Text(0));
            }
        }

        if (count > 0)
            report.Add(CheckSeverity.Warning, path, subject, string.Create(CultureInfo.InvariantCulture, $"{count} {what}: {string.Join(", ", shown)}{(count > Shown ? ", …" : "")}"), help);
    }
}
