using Spacemesh.Storage.Sqlite.Engine;

namespace Spacemesh.Operations.Tests;

public sealed class LockTests
{
    public static TheoryData<string> Writers() => ["restore", "clear-state", "copy-from", "switch-phase"];

    /// <summary>These two never touch a database that is there and sound.</summary>
    public static TheoryData<string> AllWriters() => [.. Writers().Select(row => row.Data), "put-aside", "new-local"];

    [Theory]
    [MemberData(nameof(AllWriters))]
    public void Folder_of_a_running_node_is_refused(string command)
    {
        using var golden = GoldenFolder.Node("n1");
        using var other = GoldenFolder.Node("n4");
        DatabaseBackup.Write(golden.At("state.sql"), golden.At("copy.sql"), new BackupOptions());
        using var node = new FileStream(golden.LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        Refuses(golden, other, command, "is locked by a running node");
    }

    [Theory]
    [MemberData(nameof(AllWriters))]
    public void Folder_that_another_lock_file_guards_is_refused(string command)
    {
        using var golden = GoldenFolder.Node("n1");
        using var other = GoldenFolder.Node("n4");
        DatabaseBackup.Write(golden.At("state.sql"), golden.At("copy.sql"), new BackupOptions());
        using var node = DataFolderLock.Acquire(golden.Folder, golden.At("another.lock"));
        Refuses(golden, other, command, DataFolderLock.FileName);
    }

    [Theory]
    [MemberData(nameof(Writers))]
    public void Open_database_is_refused_even_without_a_lock(string command)
    {
        using var golden = GoldenFolder.Node("n1");
        using var other = GoldenFolder.Node("n4");
        DatabaseBackup.Write(golden.At("state.sql"), golden.At("copy.sql"), new BackupOptions());
        using var state = Hold(golden.At("state.sql"));
        using var local = Hold(golden.At("local.sql"));
        Refuses(golden, other, command, "open in another process");
    }

    [Fact]
    public void Lock_ends_with_the_command()
    {
        using var golden = GoldenFolder.Node("n1");
        DataFolderLock.Acquire(golden.Folder, golden.LockFile).Dispose();
        DataFolderLock.Acquire(golden.Folder, golden.LockFile).Dispose();
    }

    private static Connection Hold(string path)
    {
        var connection = Connection.Open(path, ConnectionMode.ReadWrite, TimeSpan.FromSeconds(1));
        connection.Execute("PRAGMA journal_mode=WAL");
        connection.QueryInt64("SELECT count(*) FROM sqlite_master");
        return connection;
    }

    private static void Refuses(GoldenFolder golden, GoldenFolder other, string command, string text)
    {
        long layers = golden.Ask("state.sql", "SELECT count(*) FROM layers");
        var refusal = Assert.Throws<OperationException>(() => Run(golden, other, command));
        Assert.Equal(OperationErrorKind.Locked, refusal.Kind);
        Assert.Contains(text, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(layers, golden.Ask("state.sql", "SELECT count(*) FROM layers"));
        Assert.Equal(1, golden.Ask("local.sql", "SELECT count(*) FROM poet_registration"));
    }

    private static void Run(GoldenFolder golden, GoldenFolder other, string command)
    {
        switch (command)
        {
            case "restore":
                DatabaseRestore.Run(golden.Folder, golden.At("copy.sql"), golden.LockFile, FixedTime.Any);
                break;
            case "clear-state":
                StateClearing.Run(golden.Folder, golden.LockFile, keep: false, FixedTime.Any);
                break;
            case "put-aside":
                DamagedDatabases.PutAside(golden.Folder, golden.LockFile, FixedTime.Any);
                break;
            case "new-local":
                DamagedDatabases.NewLocal(golden.Folder, golden.LockFile);
                break;
            case "copy-from":
                CopyFrom.Run(golden.Folder, other.Folder, new CopyFromOptions { Network = golden.Network(), BlockGasLimit = 100_107_000, NodeLockFile = golden.LockFile }, FixedTime.Any);
                break;
            default:
                PhaseSwitch.Run(golden.Folder, null, null, golden.LockFile);
                break;
        }
    }
}
