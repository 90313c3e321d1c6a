using Spacemesh.Storage.Sqlite.Engine;
using Spacemesh.Storage.Sqlite.Schema;
using Spacemesh.Storage.Tests.Support;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Storage.Tests.Vectors;

/// <summary>What the next start makes of a folder in which a copy migration was killed (spec 10 §3.6).</summary>
[VectorFile("10-copy-migration")]
internal sealed class CopyMigrationVectors : VectorSuite
{
    private const string OldVersion = "00000013";

    public override void Check(VectorCase vector)
    {
        using var folder = new TestFolder();
        using var material = new TestFolder();
        string original = material.Unpack(vector.File, "10-migrations.zip", "v1.6.8-rows-state.sql", "original.sql");
        string finished = material.Unpack(vector.File, "10-migrations.zip", "v1.6.8-rows-state.sql", "finished.sql");
        var schema = StateSchema.For(Ids.Mainnet);
        DatabaseOpener.Open(new DatabaseOptions { Path = finished }, schema, new RecordingLogger()).Dispose();
        var files = vector.Out.GetProperty("files_after_kill");
        foreach (string name in new[] { "state.sql", "state.sql_migrate" })
        {
            if (files.TryGetProperty(name, out var file))
                File.Copy(file.Text("bytes_60_63") == OldVersion ? original : finished, folder.File(name));
        }

        if (files.Has("state.sql_migrate_done"))
            File.WriteAllBytes(folder.File("state.sql_migrate_done"), []);

        var options = new DatabaseOptions { Path = folder.File("state.sql"), CopyMigrateUpTo = 21 };
        var expected = vector.Out.GetProperty("next_start");
        using (var database = DatabaseOpener.Open(options, schema, new RecordingLogger()))
        {
            // Where the reference fails over a stale marker, we tell by the copy's version that it is not complete.
            bool fails = expected.Has("error");
            VectorCase.Equal(fails ? schema.Version : expected.I32("version"), database.Version, "version");
            foreach (string table in new[] { "atxs", "posts" })
            {
                long rows = database.Read(connection => connection.QueryInt64($"SELECT count(*) FROM {table}"));
                VectorCase.Equal(fails ? 13 : expected.I64(table), rows, table);
            }
        }

        VectorCase.Equal("state.sql", string.Join(' ', folder.Sizes().Keys.Order(StringComparer.Ordinal)), "files after the next start");
        var header = File.ReadAllBytes(options.Path).AsSpan(0, 64);
        VectorCase.Equal("0202", Convert.ToHexStringLower(header[18..20]), "journal mode");
        VectorCase.Equal("00000019", Convert.ToHexStringLower(header[60..64]), "version in the header");
    }
}
