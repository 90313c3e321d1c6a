using System.Diagnostics;

namespace Spacemesh.Operations.Tests;

/// <summary>Commands killed at each of their steps, as by <c>kill -9</c>: the target is untouched, and the command can be repeated.</summary>
public sealed class KilledCommandTests
{
    [Fact]
    public void Killed_restore_leaves_the_target_untouched()
    {
        using var golden = GoldenFolder.Node("n1");
        DatabaseBackup.Write(golden.At("state.sql"), golden.At("copy.sql"), new BackupOptions());
        golden.Change("state.sql", "DELETE FROM layers");
        foreach (string step in new[] { "copy", "check the copy", "replace" })
        {
            Kill("restore", golden.Root, golden.At("copy.sql"), step);
            Assert.Equal(0, golden.Ask("state.sql", "SELECT count(*) FROM layers"));
            Assert.Equal("ok", golden.Integrity("state.sql"));
            Assert.Single(Unfinished(golden));
        }

        DatabaseRestore.Run(golden.Folder, golden.At("copy.sql"), golden.LockFile, FixedTime.Any);
        Assert.Equal(103, golden.Ask("state.sql", "SELECT max(id) FROM layers"));
        Assert.Empty(Unfinished(golden));
    }

    [Fact]
    public void Killed_copy_leaves_the_target_untouched()
    {
        using var source = GoldenFolder.Node("n4");
        using var target = GoldenFolder.Node("n1");
        target.Change("state.sql", "DELETE FROM layers");
        foreach (string step in new[] { "copy", "check the copy", "execute layers again", "replace" })
        {
            Kill("copy-from", target.Root, source.Root, step);
            Assert.Equal(0, target.Ask("state.sql", "SELECT count(*) FROM layers"));
            Assert.Equal("ok", target.Integrity("state.sql"));
            Assert.Single(Unfinished(target));
        }

        CopyFrom.Run(
            target.Folder, source.Folder, new CopyFromOptions { Network = target.Network(), BlockGasLimit = 100_107_000, NodeLockFile = target.LockFile }, FixedTime.Any);
        Assert.Equal(103, target.Ask("state.sql", "SELECT max(id) FROM layers"));
        Assert.Empty(Unfinished(target));
    }

    private static IEnumerable<string> Unfinished(GoldenFolder folder) => Directory.EnumerateFiles(folder.Root, ".*.partial");

    private static void Kill(params string[] arguments)
    {
        string crasher = typeof(KilledCommandTests).Assembly.Location
            .Replace("Spacemesh.Operations.Tests", "Spacemesh.Storage.Crasher", StringComparison.Ordinal);
        using var run = Process.Start(new ProcessStartInfo("dotnet", [crasher, .. arguments]) { RedirectStandardError = true })!;
        string errors = run.StandardError.ReadToEnd();
        run.WaitForExit();
        Assert.True(run.ExitCode is not (0 or 1 or 2), $"it ended by itself with {run.ExitCode}: {errors}");
    }
}
