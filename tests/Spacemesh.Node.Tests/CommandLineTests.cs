using Spacemesh.Tools.Node;
using Spacemesh.Tools.Node.Running;

namespace Spacemesh.Node.Tests;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData(new[] { "illegal" }, "Error: unknown command \"illegal\" for \"node\"\nRun 'node --help' for usage.")]
    [InlineData(new[] { "--nope" }, "Error: unknown flag: --nope")]
    [InlineData(new[] { "--low-peers=abc" }, "Error: invalid argument \"abc\" for \"--low-peers\" flag: strconv.ParseInt: parsing \"abc\": invalid syntax")]
    [InlineData(new[] { "--config=/nonexistent.json" }, "Error: opening config file: open /nonexistent.json: no such file or directory")]
    [InlineData(new[] { "--preset=foo" }, "Error: loading config: preset foo is not registered.")]
    public async Task Run_wrongArguments_failWithTheKnownText(string[] arguments, string text)
    {
        var (status, _, error) = await RunAsync(arguments);
        Assert.Equal(1, status);
        Assert.StartsWith(text, error.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_help_namesEveryFlag()
    {
        var (status, output, _) = await RunAsync("--help");
        Assert.Equal(0, status);
        Assert.All(Config.Flags.NodeFlags.All.Where(flag => !flag.Hidden), flag => Assert.Contains($"--{flag.Name} ", output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Config_show_tellsWhereValuesComeFrom()
    {
        var (status, output, _) = await RunAsync("config", "show", "--preset=testnet", "--low-peers=7");
        Assert.Equal(0, status);
        Assert.Contains("p2p.low-peers = 7    (flag --low-peers)", output, StringComparison.Ordinal);
        Assert.Contains("p2p.high-peers = 100    (preset testnet)", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mainnet")]
    [InlineData("testnet")]
    public async Task Config_init_writesAFileThatCheckLikes(string network)
    {
        var folder = Directory.CreateTempSubdirectory("config");
        try
        {
            string file = Path.Combine(folder.FullName, "node.json");
            Assert.Equal(0, (await RunAsync("config", "init", "--network", network, file)).Status);
            var (status, output, error) = await RunAsync("config", "check", "--config", file);
            Assert.True(status == 0, error);
            Assert.Contains("The configuration is good.", output, StringComparison.Ordinal);
            Assert.Equal(1, (await RunAsync("config", "init", "--network", network, file)).Status);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData(true, "db", "check")]
    [InlineData(true, "-d", "folder", "weight", "3")]
    [InlineData(false, "-d", "db")]
    [InlineData(false, "--preset", "standalone")]
    [InlineData(false, "version")]
    public void Handles_onlyTheOperatorsCommands(bool handles, params string[] arguments) =>
        Assert.Equal(handles, SpacemeshCli.Handles(arguments, Config.Flags.NodeFlags.Find));

    private static async Task<(int Status, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        using var command = new NodeCommand(output, error, TimeProvider.System);
        int status = await command.RunAsync(arguments);
        return (status, output.ToString(), error.ToString());
    }
}
