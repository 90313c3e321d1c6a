namespace Spacemesh.Operations.Tests;

public sealed class DamagedDatabasesTests
{
    private const string Stamp = "20240205-120000";

    [Theory]
    [InlineData("state.sql", 0, false)]
    [InlineData("state.sql", 100_000, false)]
    [InlineData("local.sql", 0, false)]
    [InlineData("local.sql", 8192, false)]
    [InlineData("state.sql", 0, true)]
    [InlineData("local.sql", 0, true)]
    public void Damaged_file_is_kept_with_its_companions_and_nothing_is_lost(string name, int offset, bool earlier)
    {
        using var golden = GoldenFolder.AsLeft();
        string other = name == "state.sql" ? "local.sql" : "state.sql";
        // Without its WAL, which holds newer pages than those that are damaged.
        File.WriteAllBytes(golden.At($"{name}-wal"), []);
        Damage(golden.At(name), offset);
        if (earlier)
            File.WriteAllText(golden.At($"{name}.damaged-{Stamp}"), "an earlier one");
        string bytes = golden.Contents()[name];
        var damaged = Assert.Single(DamagedDatabases.PutAside(golden.Folder, golden.LockFile, FixedTime.Any));

        string aside = $"{name}.damaged-{Stamp}{(earlier ? "-2" : "")}";
        Assert.Equal((golden.At(name), golden.At(aside)), (damaged.Path, damaged.Aside));
        var after = golden.Contents();
        Assert.Equal(bytes, after[aside]);
        Assert.DoesNotContain(after.Keys, file => file == name || file.StartsWith($"{name}-", StringComparison.Ordinal));
        Assert.Equal("ok", golden.Integrity(other));
        if (earlier)
            Assert.Equal("an earlier one", File.ReadAllText(golden.At($"{name}.damaged-{Stamp}")));
    }

    [Theory]
    [InlineData("state.sql")]
    [InlineData("local.sql")]
    public void Newest_data_go_aside_with_the_file(string name)
    {
        using var golden = GoldenFolder.AsLeft();
        // Everything but the first pages; newer ones of some are in the WAL.
        int size = (int)new FileInfo(golden.At(name)).Length;
        Damage(golden.At(name), 8192, size - 8192);
        var before = golden.Contents();
        string aside = Assert.Single(DamagedDatabases.PutAside(golden.Folder, golden.LockFile, FixedTime.Any)).Aside;
        var after = golden.Contents();
        Assert.Equal(before[name], after[Path.GetFileName(aside)]);
        Assert.Equal(before[$"{name}-wal"], after[$"{Path.GetFileName(aside)}-wal"]);
    }

    [Fact]
    public void Sync_marks_go_with_the_state_and_everything_else_stays()
    {
        using var golden = GoldenFolder.AsLeft();
        File.Delete(golden.At("state.sql-wal"));
        Damage(golden.At("state.sql"), 0);
        long registrations = golden.Ask("local.sql", "SELECT count(*) FROM poet_registration");
        Assert.True(golden.Ask("local.sql", "SELECT count(*) FROM atx_sync_state") > 0);
        DamagedDatabases.PutAside(golden.Folder, golden.LockFile, FixedTime.Any);
        Assert.Equal(0, golden.Ask("local.sql", "SELECT count(*) FROM atx_sync_state"));
        Assert.Equal(0, golden.Ask("local.sql", "SELECT timestamp FROM malfeasance_sync_state"));
        Assert.Equal(registrations, golden.Ask("local.sql", "SELECT count(*) FROM poet_registration"));
    }

    [Fact]
    public void Both_may_be_damaged()
    {
        using var golden = GoldenFolder.Node("n1");
        Damage(golden.At("state.sql"), 0);
        Damage(golden.At("local.sql"), 0);
        var damaged = DamagedDatabases.PutAside(golden.Folder, golden.LockFile, FixedTime.Any);
        Assert.Equal([DatabaseKind.State, DatabaseKind.Local], damaged.Select(database => database.Kind));
        Assert.Contains("db copy-from", damaged[0].Describe(), StringComparison.Ordinal);
        Assert.Contains("db new-local", damaged[1].Describe(), StringComparison.Ordinal);
    }

    [Fact]
    public void Sound_files_newer_ones_and_missing_ones_stay_as_they_are()
    {
        using var golden = GoldenFolder.Node("n1");
        golden.Change("state.sql", "PRAGMA user_version = 99");
        var before = golden.Contents();
        Assert.Empty(DamagedDatabases.PutAside(golden.Folder, golden.LockFile, FixedTime.Any));
        Assert.Equal(before["state.sql"], golden.Contents()["state.sql"]);
        Assert.Equal(before["local.sql"], golden.Contents()["local.sql"]);
        using var empty = GoldenFolder.Empty();
        Assert.Empty(DamagedDatabases.PutAside(empty.Folder, null, FixedTime.Any));
    }

    [Fact]
    public void File_that_somebody_has_locked_is_not_called_damaged()
    {
        using var golden = GoldenFolder.Node("n1");
        golden.Change("state.sql", "PRAGMA journal_mode=DELETE");
        using var other = Storage.Sqlite.Engine.Connection.Open(golden.At("state.sql"), Storage.Sqlite.Engine.ConnectionMode.ReadWrite, TimeSpan.Zero);
        other.Execute("BEGIN EXCLUSIVE");
        Assert.Empty(DamagedDatabases.PutAside(golden.Folder, golden.LockFile, FixedTime.Any, TimeSpan.Zero));
        Assert.True(File.Exists(golden.At("state.sql")));
    }

    [Fact]
    public void Interrupted_move_is_finished_and_a_new_database_is_left_alone()
    {
        using var golden = GoldenFolder.AsLeft();
        string wal = golden.Contents()["state.sql-wal"];
        File.Move(golden.At("state.sql"), golden.At($"state.sql.damaged-{Stamp}"));
        DamagedDatabases.FinishInterrupted(golden.Folder);
        var after = golden.Contents();
        Assert.Equal(wal, after[$"state.sql.damaged-{Stamp}-wal"]);
        Assert.False(after.ContainsKey("state.sql-wal"));

        // Once a new one is there, what was kept aside may be deleted in any order.
        DamagedDatabases.NewLocal(GoldenFolderWithout(golden, "local.sql"), golden.LockFile);
        File.Move(golden.At("local.sql"), golden.At("state.sql"));
        File.Delete(golden.At($"state.sql.damaged-{Stamp}"));
        var before = golden.Contents();
        DamagedDatabases.FinishInterrupted(golden.Folder);
        Assert.Equal(before, golden.Contents());
    }

    [Fact]
    public void Node_begins_without_a_damaged_local_database_only_when_told()
    {
        using var golden = GoldenFolder.Node("n1");
        DatabaseBackup.Write(golden.At("local.sql"), golden.At("copy.sql"), new BackupOptions());
        DamagedDatabases.RequireLocal(golden.Folder);
        Damage(golden.At("local.sql"), 0);
        string aside = Assert.Single(DamagedDatabases.PutAside(golden.Folder, golden.LockFile, FixedTime.Any)).Aside;
        var refusal = Assert.Throws<OperationException>(() => DamagedDatabases.RequireLocal(golden.Folder));
        Assert.Contains(aside, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("db restore", refusal.Message, StringComparison.Ordinal);

        DatabaseRestore.Run(golden.Folder, golden.At("copy.sql"), golden.LockFile, FixedTime.Any);
        DamagedDatabases.RequireLocal(golden.Folder);
        Assert.Equal(1, golden.Ask("local.sql", "SELECT count(*) FROM poet_registration"));
        Assert.Equal(
            OperationErrorKind.Refused, Assert.Throws<OperationException>(() => DamagedDatabases.NewLocal(golden.Folder, golden.LockFile)).Kind);

        DamagedDatabases.NewLocal(GoldenFolderWithout(golden, "local.sql"), golden.LockFile);
        DamagedDatabases.RequireLocal(golden.Folder);
        Assert.Equal(0, golden.Ask("local.sql", "SELECT count(*) FROM poet_registration"));
        Assert.Equal(9, golden.Ask("local.sql", "PRAGMA user_version"));
    }

    private static DataFolder GoldenFolderWithout(GoldenFolder golden, string name)
    {
        foreach (string suffix in new[] { "", "-wal", "-shm" })
            File.Delete(golden.At(name + suffix));
        return golden.Folder;
    }

    private static void Damage(string path, int offset, int size = 20_000)
    {
        using var file = File.OpenWrite(path);
        file.Position = offset;
        file.Write(Enumerable.Repeat((byte)0x5a, size).ToArray());
    }
}
