using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Spacemesh.Primitives;
using Spacemesh.Storage.Sqlite;
using Spacemesh.Storage.Sqlite.Engine;
using Spacemesh.Storage.Tests.Support;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Storage.Tests;

public sealed class FaultTests
{
    [Fact]
    public void Killed_writers_leave_sound_files_with_whole_transactions()
    {
        string crasher = typeof(FaultTests).Assembly.Location
            .Replace("Spacemesh.Storage.Tests", "Spacemesh.Storage.Crasher", StringComparison.Ordinal);
        using var run = Process.Start(new ProcessStartInfo("dotnet", [crasher, "run", "10", "7"]) { RedirectStandardOutput = true })!;
        string output = run.StandardOutput.ReadToEnd();
        run.WaitForExit();
        Assert.True(run.ExitCode == 0, output);
        Assert.Equal(10, output.Split('\n').Count(line => line.EndsWith("all whole", StringComparison.Ordinal)));
    }

    [Fact]
    public void Full_disk_refuses_the_transaction_and_leaves_the_rest()
    {
        using var folder = new TestFolder();
        using var state = StateDatabases.OpenState(folder);
        state.Beacons.Set(new EpochId(1), default);

        // The same error as a full file system: SQLite may not use more pages than now.
        state.Engine.Write(connection => connection.Execute("PRAGMA max_page_count = 1"));
        var refusal = Assert.Throws<StorageException>(() =>
        {
            using var transaction = state.Begin();
            for (uint layer = 1; layer < 5000; layer++)
                transaction.Rewards.Add(new Reward(new LayerId(layer), 1, 1, default, default));
            transaction.Commit();
        });
        Assert.Equal(StorageErrorKind.DiskFull, refusal.Kind);
        Assert.Contains("full", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(folder.File("state.sql"), refusal.Message, StringComparison.Ordinal);
        Assert.Empty(state.Rewards.OfSmesher(default));
        Assert.NotNull(state.Beacons.Find(new EpochId(1)));
        state.Engine.Write(connection => connection.Execute("PRAGMA max_page_count = 1000000"));
        Assert.Equal(InsertOutcome.Added, state.Rewards.Add(new Reward(new LayerId(1), 1, 1, default, default)));
    }

    [Fact]
    public void Damaged_file_is_named_and_kept()
    {
        using var folder = new TestFolder();
        string path = folder.File("state.sql");
        byte[] rubbish = [.. Enumerable.Repeat((byte)0x5a, 8192)];
        File.WriteAllBytes(path, rubbish);
        var refusal = Assert.Throws<StorageException>(() => StateDatabases.OpenState(folder));
        Assert.Equal(StorageErrorKind.Corrupt, refusal.Kind);
        Assert.Contains(path, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("reset the state", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(rubbish, File.ReadAllBytes(path));
    }

    [Fact]
    public void Damaged_page_is_found_when_it_is_read()
    {
        using var folder = new TestFolder();
        string path = folder.File("state.sql");
        using (var state = StateDatabases.OpenState(folder))
        {
            using var transaction = state.Begin();
            for (uint layer = 1; layer < 5000; layer++)
                transaction.Rewards.Add(new Reward(new LayerId(layer), 1, 1, default, default));
            transaction.Commit();
        }

        using (var file = File.OpenWrite(path))
        {
            file.Position = file.Length / 2;
            file.Write(Enumerable.Repeat((byte)0x5a, 65536).ToArray());
        }

        using var damaged = StateDatabases.OpenState(folder);
        var refusal = Assert.Throws<StorageException>(() =>
        {
            damaged.Rewards.OfSmesher(default);
            damaged.Rewards.OfCoinbase(default);
        });
        Assert.Equal(StorageErrorKind.Corrupt, refusal.Kind);
        Assert.Contains(path, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_folder_is_named()
    {
        using var folder = new TestFolder();
        var options = new DatabaseOptions { Path = folder.File("missing/state.sql") };
        var refusal = Assert.Throws<StorageException>(() => SqliteStateDatabase.Open(options, default, NullLogger.Instance));
        Assert.Equal(StorageErrorKind.CannotOpen, refusal.Kind);
        Assert.Contains("folder is missing or does not allow writing", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Folder_that_allows_no_writing_is_named()
    {
        // Nobody may create files there, not even root.
        var options = new DatabaseOptions { Path = "/proc/state.sql" };
        var refusal = Assert.Throws<StorageException>(() => SqliteStateDatabase.Open(options, default, NullLogger.Instance));
        Assert.Equal(StorageErrorKind.CannotOpen, refusal.Kind);
        Assert.Contains("/proc/state.sql", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Version_of_a_newer_release_is_refused_with_both_numbers()
    {
        using var folder = new TestFolder();
        using (var state = StateDatabases.OpenState(folder))
            state.Engine.Write(connection => connection.Execute("PRAGMA user_version = 99"));
        var refusal = Assert.Throws<StorageException>(() => StateDatabases.OpenState(folder));
        Assert.Equal(StorageErrorKind.TooNew, refusal.Kind);
        Assert.Contains("99 > 25", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "v1.4")]
    [InlineData(2, "v1.4")]
    public void Local_file_of_an_ancient_release_is_refused_with_advice(int version, string advice)
    {
        using var folder = new TestFolder();
        using (var local = StateDatabases.OpenLocal(folder))
            local.Engine.Write(connection => connection.Execute($"PRAGMA user_version = {version}"));
        var refusal = Assert.Throws<StorageException>(() => StateDatabases.OpenLocal(folder));
        Assert.Equal(StorageErrorKind.OldSchema, refusal.Kind);
        Assert.Contains(advice, refusal.Message, StringComparison.Ordinal);
    }
}
