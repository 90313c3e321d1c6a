namespace Spacemesh.Operations.Tests;

public sealed class StateClearingTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Clears_the_state_and_the_sync_marks_and_keeps_the_rest(bool keep)
    {
        using var golden = GoldenFolder.AsLeft();
        File.WriteAllText(golden.At("state.sql_migrate"), "half");
        Directory.CreateDirectory(golden.At("identities"));
        File.WriteAllText(golden.At("identities/local.key"), "key");
        var rows = new[] { "post", "challenge", "poet_registration", "prepared_activeset" }.ToDictionary(table => table, table => golden.Ask("local.sql", $"SELECT count(*) FROM {table}"));
        Assert.True(golden.Ask("local.sql", "SELECT count(*) FROM atx_sync_state") > 0);
        var result = StateClearing.Run(golden.Folder, golden.LockFile, keep, FixedTime.Any);
        Assert.DoesNotContain(Directory.EnumerateFiles(golden.Root), path => Path.GetFileName(path).StartsWith("state.sql", StringComparison.Ordinal));
        Assert.True(File.Exists(golden.At("genesis.json")) && File.Exists(golden.At("identities/local.key")));
        Assert.Equal(0, golden.Ask("local.sql", "SELECT (SELECT count(*) FROM atx_sync_state) + (SELECT count(*) FROM atx_sync_requests)"));
        Assert.Equal(0, golden.Ask("local.sql", "SELECT timestamp FROM malfeasance_sync_state"));
        foreach (var (table, count) in rows)
            Assert.Equal(count, golden.Ask("local.sql", $"SELECT count(*) FROM {table}"));
        Assert.Equal(keep, result.Aside is not null);
        if (keep)
            Assert.Equal(103, golden.Ask(Path.Combine(result.Aside!, "state.sql"), "SELECT max(id) FROM layers"));
    }

    [Fact]
    public void Folder_without_a_state_is_left_as_it_is()
    {
        using var golden = GoldenFolder.Empty();
        var result = StateClearing.Run(golden.Folder, null, keep: true, FixedTime.Any);
        Assert.Empty(result.Files);
        Assert.Null(result.Aside);
    }
}
