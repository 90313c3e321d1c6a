using Spacemesh.Tools.Node;

namespace Spacemesh.Operations.Tests;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData(0, "No problems found", "db", "check", "--roots", "20")]
    [InlineData(0, "last applied layer", "db", "stats")]
    [InlineData(0, "81744", "weight", "2")]
    [InlineData(0, "267 rewards, 42507.572532297 SMH", "rewards", "--coinbase", "stest1qqqqqq9ucwa8cxdjkdqjpamxe6g2hv5yhznu3sqc6dhf8", "--by-epoch")]
    [InlineData(0, "slots", "rewards", "estimate", "--units", "2")]
    [InlineData(0, "81744", "db", "sql", "SELECT SUM(effective_num_units*tick_count) FROM atxs WHERE epoch=2")]
    [InlineData(0, "Safe window: from", "poet", "switch-phase", "--dry-run", "--phase-shift", "35s", "--cycle-gap", "10s")]
    public async Task Command_prints(int status, string text, params string[] arguments)
    {
        using var golden = GoldenFolder.Node("n1");
        var (actual, output, error) = await RunAsync(golden, "", arguments);
        Assert.True(status == actual, $"status {actual}: {error}");
        Assert.Contains(text, output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("db", "sql", "DELETE FROM layers")]
    [InlineData("weight", "--smesher", "zz", "2")]
    [InlineData("weight", "two")]
    [InlineData("rewards")]
    [InlineData("rewards", "--coinbase", "sm1qqqqqqz9rf583slhn38g6q6a562ctltv9fv5w8q2gdz9k")]
    [InlineData("rewards", "estimate")]
    [InlineData("rewards", "estimate", "--units", "2", "--epoch", "0")]
    [InlineData("db", "backup", "/nowhere/at/all.sql")]
    [InlineData("db", "restore", "missing.sql")]
    [InlineData("db", "copy-from", "missing")]
    [InlineData("poet", "switch-phase")]
    [InlineData("poet", "switch-phase", "--phase-shift", "soon")]
    [InlineData("db", "unknown")]
    public async Task Failure_is_one_line_on_standard_error_and_status_1(params string[] arguments)
    {
        using var golden = GoldenFolder.Node("n1");
        var before = golden.Contents();
        var (status, _, error) = await RunAsync(golden, "", arguments);
        Assert.Equal(1, status);
        Assert.NotEmpty(error);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Assert.Equal(before, golden.Contents());
    }

    [Fact]
    public async Task Check_that_finds_something_ends_with_status_2()
    {
        using var golden = GoldenFolder.Node("n1");
        golden.Change("state.sql", "DELETE FROM atx_blobs");
        var (status, output, _) = await RunAsync(golden, "", "db", "check");
        Assert.Equal(2, status);
        Assert.Contains("75 ATXs without their content", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shell_answers_queries_and_goes_on_after_an_error()
    {
        using var golden = GoldenFolder.Node("n1");
        var (status, output, error) = await RunAsync(golden, ".help\n.tables\n.schema recovery\nSELEC;\nSELECT max(id)\nFROM layers;\nSELECT \"quoted\";", "db", "sql", "--csv");
        Assert.Equal(0, status);
        Assert.Contains("address(blob)", output, StringComparison.Ordinal);
        Assert.Contains("poet_registration", output, StringComparison.Ordinal);
        Assert.Contains("CREATE TABLE recovery", output, StringComparison.Ordinal);
        Assert.Contains("103", output, StringComparison.Ordinal);
        Assert.Contains("quoted", output, StringComparison.Ordinal);
        Assert.Contains("syntax error", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Clearing_asks_first()
    {
        using var golden = GoldenFolder.Node("n1");
        var (refused, _, _) = await RunAsync(golden, "n\n", "db", "clear-state");
        Assert.Equal(1, refused);
        Assert.True(File.Exists(golden.At("state.sql")));
        var (cleared, _, _) = await RunAsync(golden, "y\n", "db", "clear-state");
        Assert.Equal(0, cleared);
        Assert.False(File.Exists(golden.At("state.sql")));
    }

    [Fact]
    public async Task Backup_and_restore_go_together()
    {
        using var golden = GoldenFolder.Node("n1");
        Assert.Equal(0, (await RunAsync(golden, "", "db", "backup", golden.At("copy.sql"), "--compact")).Status);
        Assert.Equal(1, (await RunAsync(golden, "", "db", "backup", golden.At("copy.sql"))).Status);
        Assert.Equal(0, (await RunAsync(golden, "", "db", "clear-state", "--yes")).Status);
        Assert.Equal(0, (await RunAsync(golden, "", "db", "restore", golden.At("copy.sql"))).Status);
        Assert.Equal(103, golden.Ask("state.sql", "SELECT max(id) FROM layers"));
    }

    [Fact]
    public async Task Network_of_its_own_needs_a_preset()
    {
        using var golden = GoldenFolder.Node("n1");
        var error = new StringWriter();
        Assert.Equal(1, await SpacemeshCli.RunAsync(["rewards", "estimate", "--units", "1", "-d", golden.Root], TextReader.Null, new StringWriter(), error, FixedTime.Any));
        Assert.Contains("--preset", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("240h", 864_000)]
    [InlineData("1h30m", 5400)]
    [InlineData("1.5h", 5400)]
    [InlineData("30s", 30)]
    public void Duration_is_read_and_written_as_in_the_configuration(string text, int seconds)
    {
        Assert.Equal(TimeSpan.FromSeconds(seconds), DurationText.Parse("--x", text));
        Assert.Equal(TimeSpan.FromSeconds(seconds), DurationText.Parse("--x", DurationText.Format(TimeSpan.FromSeconds(seconds))));
    }

    [Fact]
    public void Progress_shows_rate_and_time_left()
    {
        Assert.Equal("copy: 1.0 GiB of 3.0 GiB, 102.4 MiB/s, 0:20 left", ProgressLine.Format(new OperationProgress("copy", 1L << 30, 3L << 30, "bytes"), TimeSpan.FromSeconds(10)));
        Assert.Equal("execute layers again: 50 of 100 layers, 25/s, 0:02 left", ProgressLine.Format(new OperationProgress("execute layers again", 50, 100, "layers"), TimeSpan.FromSeconds(2)));
        Assert.Equal("compact …", ProgressLine.Format(new OperationProgress("compact", 0, 0, "bytes"), TimeSpan.FromSeconds(2)));
    }

    private static async Task<(int Status, string Output, string Error)> RunAsync(GoldenFolder golden, string input, params string[] arguments)
    {
        var output = new StringWriter();
        var error = new StringWriter();
        int status = await SpacemeshCli.RunAsync(
            [.. arguments, "--data-folder", golden.Root, "--filelock", golden.LockFile, "--preset", "fastnet"], new StringReader(input), output, error, FixedTime.Any);
        return (status, output.ToString(), error.ToString());
    }
}
