namespace Spacemesh.Operations.Tests;

public sealed class CopyFromTests
{
    [Fact]
    public void State_of_a_node_is_taken_over_with_its_wal()
    {
        using var source = GoldenFolder.AsLeft();
        using var target = GoldenFolder.Node("n1");
        target.Change("state.sql", "DELETE FROM layers");
        var result = CopyFrom.Run(target.Folder, source.Folder, Options(target), FixedTime.Any);
        Assert.Equal(96, result.Roots.Verified);
        Assert.Equal(103, target.Ask("state.sql", "SELECT max(id) FROM layers"));
        Assert.Equal(0, target.Ask(Path.Combine(result.Aside!, "state.sql"), "SELECT count(*) FROM layers"));
        Assert.Equal(0, target.Ask("local.sql", "SELECT count(*) FROM atx_sync_state"));
        Assert.Equal(1, target.Ask("local.sql", "SELECT count(*) FROM post"));
        Assert.True(DatabaseCheck.Run(target.Folder, new CheckOptions()).IsSound);
    }

    [Fact]
    public void New_folder_gets_the_state()
    {
        using var source = GoldenFolder.Node("n4");
        using var target = GoldenFolder.Empty();
        var result = CopyFrom.Run(target.Folder, source.Folder, Options(source) with { NodeLockFile = null }, FixedTime.Any);
        Assert.Null(result.Aside);
        Assert.Equal(103, target.Ask("state.sql", "SELECT max(id) FROM layers"));
    }

    [Theory]
    [InlineData("UPDATE accounts SET balance = balance * 2 WHERE layer_updated = 103", "the row of account")]
    [InlineData("UPDATE layers SET state_hash = zeroblob(32) WHERE id = 60", "layer 60")]
    [InlineData("CREATE TABLE mine (a)", "+ CREATE TABLE mine (a)")]
    [InlineData("PRAGMA user_version = 24", "has version 24")]
    [InlineData("DELETE FROM blocks WHERE layer = 77", "layer 77: the applied block")]
    [InlineData("PRAGMA writable_schema=ON; UPDATE sqlite_master SET rootpage = 3 WHERE name = 'atxs_id'", "damaged")]
    public void Source_that_fails_a_check_leaves_the_target_untouched(string damage, string text)
    {
        using var source = GoldenFolder.Node("n4");
        using var target = GoldenFolder.Node("n1");
        source.Change("state.sql", damage);
        var before = target.Contents();
        var refusal = Assert.Throws<OperationException>(() => CopyFrom.Run(target.Folder, source.Folder, Options(target), FixedTime.Any));
        Assert.Contains(text, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, target.Contents());
    }

    [Fact]
    public void State_of_another_network_is_refused()
    {
        using var source = GoldenFolder.Node("sa");
        using var target = GoldenFolder.Node("n1");
        var before = target.Contents();
        Assert.Contains("belongs to the network", Assert.Throws<OperationException>(() => CopyFrom.Run(target.Folder, source.Folder, Options(target), FixedTime.Any)).Message, StringComparison.Ordinal);
        Assert.Equal(before, target.Contents());
    }

    [Theory]
    [InlineData("copy")]
    [InlineData("check the copy")]
    [InlineData("execute layers again")]
    public void Stop_at_any_step_leaves_the_target_untouched(string step)
    {
        using var source = GoldenFolder.Node("n4");
        using var target = GoldenFolder.Node("n1");
        // More than one piece, so that the copying reports before it ends.
        source.Change("state.sql", "CREATE TABLE filler (a); INSERT INTO filler SELECT zeroblob(12000000); DROP TABLE filler");
        var before = target.Contents();
        using var stop = new CancellationTokenSource();
        var progress = new ActionProgress(report =>
        {
            if (report.Step == step)
                stop.Cancel();
        });
        Assert.ThrowsAny<OperationCanceledException>(() => CopyFrom.Run(target.Folder, source.Folder, Options(target), FixedTime.Any, progress, stop.Token));
        Assert.Equal(before, target.Contents());
    }

    private static CopyFromOptions Options(GoldenFolder folder) => new() { Network = folder.Network(), BlockGasLimit = 100_107_000, NodeLockFile = folder.LockFile };
}
