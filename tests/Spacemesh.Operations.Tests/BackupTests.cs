using Spacemesh.Storage.Sqlite.Engine;

namespace Spacemesh.Operations.Tests;

public sealed class BackupTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Backup_of_a_database_in_use_holds_what_is_committed(bool compact)
    {
        using var golden = GoldenFolder.AsLeft();
        using var node = Connection.Open(golden.At("state.sql"), ConnectionMode.ReadWrite, TimeSpan.FromSeconds(1));
        node.Execute("BEGIN IMMEDIATE");
        node.Execute("DELETE FROM layers");
        var result = DatabaseBackup.Write(golden.At("state.sql"), golden.At("copy.sql"), new BackupOptions { Compact = compact });
        node.Execute("ROLLBACK");
        Assert.Equal((DatabaseKind.State, 25), (result.Kind, result.Version));
        Assert.Equal(103, golden.Ask("copy.sql", "SELECT max(id) FROM layers WHERE applied_block IS NOT NULL"));
        Assert.DoesNotContain(Directory.EnumerateFiles(golden.Root), path => path.Contains("partial", StringComparison.Ordinal) || path.Contains("copy.sql-", StringComparison.Ordinal));
    }

    [Fact]
    public void Backup_holds_one_moment_though_the_node_writes_meanwhile()
    {
        using var golden = GoldenFolder.Node("n1");
        golden.Change("state.sql", "PRAGMA journal_mode=WAL");
        using var node = Connection.Open(golden.At("state.sql"), ConnectionMode.ReadWrite, TimeSpan.FromSeconds(1));
        node.Execute("CREATE TABLE filler (bytes BLOB); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 6000) INSERT INTO filler SELECT randomblob(4000) FROM n");
        int writes = 0;
        DatabaseBackup.Write(golden.At("state.sql"), golden.At("copy.sql"), new BackupOptions(), new ActionProgress(step =>
        {
            if (step.Step == "copy")
                node.Execute($"UPDATE layers SET weak_coin = {++writes}");
        }));
        Assert.True(writes > 2);
        Assert.Equal(0, golden.Ask("copy.sql", "SELECT count(*) FROM layers WHERE weak_coin > 1"));
    }

    [Fact]
    public void Existing_file_is_kept_unless_it_may_be_replaced()
    {
        using var golden = GoldenFolder.Node("n1");
        File.WriteAllText(golden.At("copy.sql"), "mine");
        var refusal = Assert.Throws<OperationException>(() => DatabaseBackup.Write(golden.At("state.sql"), golden.At("copy.sql"), new BackupOptions()));
        Assert.Equal(OperationErrorKind.Refused, refusal.Kind);
        Assert.Equal("mine", File.ReadAllText(golden.At("copy.sql")));
        DatabaseBackup.Write(golden.At("state.sql"), golden.At("copy.sql"), new BackupOptions { Overwrite = true });
        Assert.Equal(25, golden.Ask("copy.sql", "PRAGMA user_version"));
    }

    [Fact]
    public void Stopped_backup_leaves_nothing()
    {
        using var golden = GoldenFolder.Node("n1");
        var before = golden.Contents();
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => DatabaseBackup.Write(golden.At("state.sql"), golden.At("copy.sql"), new BackupOptions(), cancellationToken: stop.Token));
        Assert.Equal(before, golden.Contents());
    }

    [Theory]
    [InlineData("nothing.sql", OperationErrorKind.Missing)]
    [InlineData("genesis.json", OperationErrorKind.Unsuitable)]
    public void Source_that_is_no_database_is_refused(string source, OperationErrorKind kind)
    {
        using var golden = GoldenFolder.Node("n1");
        Assert.Equal(kind, Assert.Throws<OperationException>(() => DatabaseBackup.Write(golden.At(source), golden.At("copy.sql"), new BackupOptions())).Kind);
    }

    [Theory]
    [InlineData("state.sql")]
    [InlineData("local.sql")]
    public void Restored_backup_takes_the_place_and_the_old_one_is_kept(string name)
    {
        using var golden = GoldenFolder.Node("n1");
        DatabaseBackup.Write(golden.At(name), golden.At("copy.sql"), new BackupOptions());
        string table = name == "state.sql" ? "layers" : "post";
        long rows = golden.Ask(name, $"SELECT count(*) FROM {table}");
        golden.Change(name, $"PRAGMA journal_mode=WAL; DELETE FROM {table}");
        var result = DatabaseRestore.Run(golden.Folder, golden.At("copy.sql"), golden.LockFile, FixedTime.Any);
        Assert.Equal(rows, golden.Ask(name, $"SELECT count(*) FROM {table}"));
        Assert.Equal(0, golden.Ask(Path.Combine(result.Aside!, name), $"SELECT count(*) FROM {table}"));
        Assert.Equal("backup.1707134400", Path.GetFileName(result.Aside));
        Assert.Equal(name == "state.sql" ? 0 : 25, golden.Ask("local.sql", "SELECT count(*) FROM atx_sync_requests"));
    }

    [Fact]
    public void Damaged_database_is_put_aside_with_its_wal()
    {
        using var golden = GoldenFolder.AsLeft();
        DatabaseBackup.Write(golden.At("state.sql"), golden.At("copy.sql"), new BackupOptions());
        File.Delete(golden.At("state.sql-shm"));
        File.WriteAllBytes(golden.At("state.sql"), new byte[5000]);
        var result = DatabaseRestore.Run(golden.Folder, golden.At("copy.sql"), golden.LockFile, FixedTime.Any);
        Assert.NotNull(result.Aside);
        Assert.Equal(103, golden.Ask("state.sql", "SELECT max(id) FROM layers"));
        Assert.False(File.Exists(golden.At("state.sql-wal")));
    }

    [Theory]
    [InlineData("PRAGMA user_version = 26")]
    [InlineData("CREATE TABLE mine (a)")]
    [InlineData("DROP TABLE layers")]
    public void Unsuitable_backup_is_refused_and_nothing_changes(string change)
    {
        using var golden = GoldenFolder.Node("n1");
        DatabaseBackup.Write(golden.At("state.sql"), golden.At("copy.sql"), new BackupOptions());
        golden.Change("copy.sql", change);
        var before = golden.Contents();
        Assert.Equal(OperationErrorKind.Unsuitable, Assert.Throws<OperationException>(() => DatabaseRestore.Run(golden.Folder, golden.At("copy.sql"), golden.LockFile, FixedTime.Any)).Kind);
        Assert.Equal(before, golden.Contents());
    }

    [Fact]
    public void Leftovers_of_a_migration_do_not_replace_the_restored_database()
    {
        using var golden = GoldenFolder.Node("n1");
        DatabaseBackup.Write(golden.At("state.sql"), golden.At("copy.sql"), new BackupOptions());
        File.Copy(golden.At("state.sql"), golden.At("state.sql_migrate"));
        File.WriteAllText(golden.At("state.sql_migrate_done"), "");
        DatabaseRestore.Run(golden.Folder, golden.At("copy.sql"), golden.LockFile, FixedTime.Any);
        Assert.DoesNotContain(Directory.EnumerateFiles(golden.Root), path => path.Contains("_migrate", StringComparison.Ordinal));
    }
}
