namespace Spacemesh.Operations.Tests;

public sealed class QuerySessionTests
{
    private const string Coinbase = "00000000BCC3BA7C19B2B34120F766CE90ABB284B8A7C8C0";

    [Theory]
    [InlineData("SELECT SUM(effective_num_units*tick_count) FROM atxs WHERE epoch=2", "81744")]
    [InlineData("SELECT SUM(effective_num_units)*SUM(tick_count) FROM atxs WHERE epoch=2", "245232")]
    [InlineData("SELECT DISTINCT HEX(coinbase) FROM atxs WHERE HEX(id)=\"6945EBFF28CA292E9962771ADC187E56DC48BBAFC6689C71E87EEB19A2212F83\"", Coinbase)]
    [InlineData("SELECT count(*) FROM rewards WHERE HEX(coinbase)=\"" + Coinbase + "\"", "267")]
    [InlineData("SELECT DISTINCT address(coinbase) FROM rewards", "stest1qqqqqq9ucwa8cxdjkdqjpamxe6g2hv5yhznu3sqc6dhf8")]
    [InlineData("SELECT count(*) FROM rewards WHERE coinbase = account('stest1qqqqqq9ucwa8cxdjkdqjpamxe6g2hv5yhznu3sqc6dhf8')", "267")]
    [InlineData("SELECT sum(weight) FROM atx_weight WHERE target_epoch = 3 AND NOT malicious", "81744")]
    [InlineData("SELECT count(*) FROM prev_atx WHERE prev_id IS NULL", "3")]
    [InlineData("SELECT num_units FROM initial_post", "2")]
    [InlineData("SELECT epoch FROM nipost_challenge", "26")]
    [InlineData("SELECT round_id FROM poet_registration", "25")]
    [InlineData("SELECT u64(-1)", "18446744073709551615")]
    [InlineData("SELECT smh(1234567890123)", "1234.567890123")]
    [InlineData("SELECT base64(x'000102')", "AAEC")]
    [InlineData("SELECT hex(unbase64('AAEC'))", "000102")]
    [InlineData("SELECT hex(unhex('00ff'))", "00FF")]
    [InlineData("SELECT address(NULL) IS NULL", "1")]
    public void Query_answers(string sql, string expected)
    {
        using var golden = GoldenFolder.Node("n1");
        using var session = Open(golden, copy: false);
        var result = Assert.Single(session.Run(sql));
        Assert.Equal(expected, Convert.ToString(Assert.Single(Assert.Single(result.Rows)), System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("DELETE FROM layers")]
    [InlineData("DELETE FROM poet_registration")]
    [InlineData("CREATE TABLE mine (a)")]
    [InlineData("PRAGMA user_version = 1; SELECT 1/0; INSERT INTO recovery VALUES (1, 1)")]
    [InlineData("PRAGMA query_only=OFF; DELETE FROM layers")]
    public void Writing_is_refused(string sql)
    {
        using var golden = GoldenFolder.Node("n1");
        using (var session = Open(golden, copy: false))
            Assert.Throws<OperationException>(() => session.Run(sql));
        Assert.Equal(97, golden.Ask("state.sql", "SELECT count(*) FROM layers"));
        Assert.Equal(25, golden.Ask("state.sql", "PRAGMA user_version"));
    }

    [Theory]
    [InlineData("SELECT nothing FROM layers")]
    [InlineData("SELECT address(x'00')")]
    [InlineData("SELECT unhex('0g')")]
    [InlineData("SELECT unbase64('*')")]
    [InlineData("SELECT account('sm1abc')")]
    [InlineData("SELEC 1")]
    public void Wrong_query_is_an_error_and_the_session_goes_on(string sql)
    {
        using var golden = GoldenFolder.Node("n1");
        using var session = Open(golden, copy: false);
        Assert.Equal(OperationErrorKind.Invalid, Assert.Throws<OperationException>(() => session.Run(sql)).Kind);
        Assert.Equal(1L, session.Run("SELECT 1")[0].Rows[0][0]);
    }

    [Fact]
    public void Copy_holds_the_wal_and_vanishes()
    {
        using var golden = GoldenFolder.AsLeft();
        using var session = Open(golden, copy: true);
        string? copy = session.Run("SELECT file FROM pragma_database_list WHERE name = 'main'")[0].Rows[0][0] as string;
        Assert.NotEqual(golden.At("state.sql"), copy);
        Assert.Equal(103L, session.Run("SELECT max(id) FROM layers")[0].Rows[0][0]);
        session.Dispose();
        Assert.False(File.Exists(copy));
    }

    [Fact]
    public void Several_statements_give_several_results_up_to_the_limit()
    {
        using var golden = GoldenFolder.Node("n1");
        using var session = Open(golden, copy: false);
        var results = session.Run("SELECT id FROM layers; -- a comment\n SELECT 1, NULL, x'ab', 0.5, 'text';", maxRows: 10);
        Assert.Equal(2, results.Count);
        Assert.True(results[0].Cut);
        Assert.Equal(10, results[0].Rows.Count);
        Assert.Equal([1L, null, new byte[] { 0xab }, 0.5, "text"], results[1].Rows[0]);
    }

    private static QuerySession Open(GoldenFolder golden, bool copy) => QuerySession.Open([golden.At("state.sql"), golden.At("local.sql")], "stest", copy);
}
