namespace Spacemesh.Operations.Tests;

public sealed class DatabaseCheckTests
{
    [Theory]
    [InlineData("n1", 4, 8, 96)]
    [InlineData("n4", 4, 8, 96)]
    [InlineData("sa", 10, 39, 100)]
    public void Golden_database_is_sound_and_its_layers_give_the_same_roots(string node, uint layersPerEpoch, uint first, int layers)
    {
        using var golden = GoldenFolder.Node(node);
        var before = golden.Contents();
        var steps = new List<OperationProgress>();
        var report = DatabaseCheck.Run(golden.Folder, Roots(golden, layersPerEpoch), new ActionProgress(steps.Add));
        Assert.DoesNotContain(report.Findings, finding => finding.Severity != CheckSeverity.Note);
        Assert.True(report.IsSound);
        Assert.Contains(report.Checked, step => step.Subject == "roots" && step.Result.StartsWith($"layers {first} to ", StringComparison.Ordinal));
        Assert.Contains(steps, step => step.Done == layers && step.Total == layers);
        Assert.Equal(before["state.sql"], golden.Contents()["state.sql"]);
    }

    [Fact]
    public void Wal_of_a_clean_stop_is_part_of_what_is_checked()
    {
        using var golden = GoldenFolder.AsLeft();
        var report = DatabaseCheck.Run(golden.Folder, Roots(golden, 4));
        Assert.True(report.IsSound, string.Join('\n', report.Findings));
        Assert.Contains(report.Checked, step => step.Subject == "layers" && step.Result == "7 to 103 applied");
    }

    [Fact]
    public void Wrong_layers_per_epoch_do_not_give_the_roots()
    {
        using var golden = GoldenFolder.Node("n1");
        Assert.Contains(DatabaseCheck.Run(golden.Folder, Roots(golden, 5)).Findings, finding => finding.Subject == "roots");
    }

    [Theory]
    [InlineData("UPDATE layers SET state_hash = NULL WHERE id = 50", "layers", "1 applied layers without a state hash: 50")]
    [InlineData("UPDATE layers SET applied_block = NULL WHERE id = 50", "layers", "1 layers without an applied block: 50")]
    [InlineData("UPDATE layers SET aggregated_hash = NULL WHERE id IN (50, 51)", "layers", "2 applied layers without an opinion hash: 50, 51")]
    [InlineData("DELETE FROM layers WHERE id = 50", "layers", "1 layers without a row: 50")]
    [InlineData("DELETE FROM blocks WHERE layer = 50", "layers", "1 layers whose applied block is missing: 50")]
    [InlineData("DELETE FROM atx_blobs WHERE rowid = 5", "atxs", "1 ATXs without their content")]
    [InlineData("UPDATE atx_blobs SET atx = NULL WHERE rowid < 8", "atxs", "7 ATXs without their content")]
    [InlineData("DELETE FROM posts WHERE rowid = 5", "atxs", "1 ATXs without posts")]
    public void Gap_is_found(string damage, string subject, string text)
    {
        using var golden = GoldenFolder.Node("n1");
        golden.Change("state.sql", damage);
        var report = DatabaseCheck.Run(golden.Folder, new CheckOptions());
        var finding = Assert.Single(report.Findings, finding => finding.Severity != CheckSeverity.Note);
        Assert.Equal(subject, finding.Subject);
        Assert.StartsWith(text, finding.Text, StringComparison.Ordinal);
        Assert.False(report.IsSound);
    }

    [Theory]
    [InlineData("UPDATE accounts SET balance = balance + 1 WHERE layer_updated = 90", "the row of account")]
    [InlineData("UPDATE layers SET state_hash = zeroblob(32) WHERE id = 90", "stored is 0000")]
    [InlineData("DELETE FROM accounts WHERE layer_updated = 90", "the row of account")]
    [InlineData("UPDATE atxs SET coinbase = zeroblob(24)", "gives the state hash")]
    public void Forged_state_is_found_by_executing_again(string damage, string text)
    {
        using var golden = GoldenFolder.Node("n1");
        golden.Change("state.sql", damage);
        var finding = Assert.Single(DatabaseCheck.Run(golden.Folder, Roots(golden, 4)).Findings, finding => finding.Subject == "roots");
        Assert.Contains(text, finding.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Schema_drift_is_shown_as_a_difference()
    {
        using var golden = GoldenFolder.Node("n1");
        golden.Change("local.sql", "CREATE INDEX mine ON nipost (num_units)");
        var finding = Assert.Single(DatabaseCheck.Run(golden.Folder, new CheckOptions()).Findings);
        Assert.Equal(("schema", CheckSeverity.Error), (finding.Subject, finding.Severity));
        Assert.Contains("+ CREATE INDEX mine ON nipost (num_units)", finding.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Zero_nonces_of_release_175_are_found()
    {
        using var golden = GoldenFolder.Empty();
        golden.Unpack("10-migrations.zip", "v1.7.5-zero-nonce-state.sql", "state.sql");
        var report = DatabaseCheck.Run(golden.Folder, new CheckOptions());
        Assert.Contains(report.Findings, finding => finding.Subject == "nonces" && finding.Text.Contains("release 1.7.5", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("PRAGMA user_version = 26", "newer than 25")]
    [InlineData("PRAGMA user_version = 16", "older than 17")]
    public void Unusable_version_is_an_error(string change, string text)
    {
        using var golden = GoldenFolder.Node("n1");
        golden.Change("state.sql", change);
        var finding = Assert.Single(DatabaseCheck.Run(golden.Folder, new CheckOptions()).Findings);
        Assert.Equal(CheckSeverity.Error, finding.Severity);
        Assert.Contains(text, finding.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Older_version_is_only_noted()
    {
        using var golden = GoldenFolder.Empty();
        golden.Unpack("10-migrations.zip", "v1.6.8-rows-state.sql", "state.sql");
        Assert.True(DatabaseCheck.Run(golden.Folder, new CheckOptions()).IsSound);
    }

    [Theory]
    [InlineData(100_000)]
    [InlineData(20)]
    public void Damaged_file_is_an_error(int offset)
    {
        using var golden = GoldenFolder.Node("n1");
        using (var file = File.OpenWrite(golden.At("state.sql")))
        {
            file.Position = offset;
            file.Write(Enumerable.Repeat((byte)0x5a, 300_000).ToArray());
        }

        Assert.Contains(DatabaseCheck.Run(golden.Folder, new CheckOptions()).Findings, finding => finding.Severity == CheckSeverity.Error);
    }

    private static CheckOptions Roots(GoldenFolder golden, uint layersPerEpoch) =>
        new() { RootLayers = 100, Network = golden.Network(layersPerEpoch), BlockGasLimit = 100_107_000 };
}
