using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Spacemesh.Tools.Testnet;

/// <summary>The command line: without a command it runs a network; the commands talk to the one that runs.</summary>
internal static class TestnetCli
{
    private const int DefaultPort = 9100;

    private static readonly Option<DirectoryInfo> Folder = new("--folder")
    {
        Description = "folder of the network",
        DefaultValueFactory = _ => new DirectoryInfo(Path.Combine("data", "testnet")),
        Recursive = true,
    };

    private static readonly Option<int> Nodes = new("--nodes") { Description = "nodes to begin with", DefaultValueFactory = _ => 6 };

    private static readonly Option<int> BasePort = new("--base-port")
    {
        Description = "first port: the page; the next is the PoET's, then ten for each node",
        DefaultValueFactory = _ => DefaultPort,
    };

    private static readonly Option<int> Delay = new("--genesis-delay") { Description = "seconds from now to genesis, for all nodes to start", DefaultValueFactory = _ => 60 };

    private static readonly Option<DirectoryInfo> Binaries = new("--tools")
    {
        Description = "folder of the built tools",
        DefaultValueFactory = _ => new DirectoryInfo("tools"),
    };

    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter output, TextWriter error)
    {
        var root = new RootCommand("A Spacemesh network on this machine: nodes as plain processes, a PoET, funded accounts.") { Folder, Nodes, BasePort, Delay, Binaries };
        root.SetAction((parsed, token) => StartAsync(parsed, output, token));
        root.Subcommands.Add(Simple("stop", "ends the whole network", _ => "stop", output));
        root.Subcommands.Add(OfNode("kill", "ends a node hard, as a power cut would", output));
        root.Subcommands.Add(OfNode("halt", "stops a node in order", output, "stop"));
        root.Subcommands.Add(OfNode("start", "starts a node that was killed or halted", output));
        root.Subcommands.Add(OfNode("pause", "lets a node stand still, as a machine that sleeps", output));
        root.Subcommands.Add(OfNode("resume", "lets a paused node go on", output));
        var copyFrom = new Option<int?>("--copy-from") { Description = "begins with a copy of the state of this node (spacemesh db copy-from)" };
        var join = new Command("join", "adds a node, which catches up with the others") { copyFrom };
        join.SetAction((parsed, token) => SendAsync(parsed, parsed.GetValue(copyFrom) is { } from ? string.Create(CultureInfo.InvariantCulture, $"join?copy-from={from}") : "join", output, token));
        root.Subcommands.Add(join);
        var side = new Argument<int[]>("nodes") { Description = "the nodes of one side", Arity = ArgumentArity.OneOrMore };
        var partition = new Command("partition", "lets these nodes and all others not hear each other any more") { side };
        partition.SetAction((parsed, token) => SendAsync(parsed, $"partition?nodes={string.Join(',', parsed.GetValue(side)!)}", output, token));
        root.Subcommands.Add(partition);
        root.Subcommands.Add(Simple("heal", "ends a partition", _ => "heal", output));
        root.Subcommands.Add(OfNode("recover", "lets the whole network begin again with the next epoch, from a checkpoint of this node", output));
        var check = new Command("check", "compares state roots, blocks and beacons of all layers and epochs; fails where nodes disagree");
        check.SetAction((parsed, token) => CheckAsync(parsed, output, token));
        root.Subcommands.Add(check);
        root.Subcommands.Add(Prepare(output));
        try
        {
            return await root.Parse(arguments).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, Output = output, Error = error });
        }
        catch (TestnetException exception)
        {
            await error.WriteLineAsync($"Error: {exception.Message}");
            return 1;
        }
        catch (OperationCanceledException)
        {
            return 0;
        }
    }

    /// <summary>For containers: everything but the processes.</summary>
    private static Command Prepare(TextWriter output)
    {
        var genesis = new Option<DateTimeOffset>("--genesis-time") { Description = "genesis, e.g. 2026-01-01T12:00:00Z", Required = true };
        var command = new Command("prepare", "writes keys, accounts and configurations for nodes that run as containers node-1, node-2 …") { genesis, Nodes, BasePort };
        command.SetAction(parsed =>
        {
            string folder = parsed.GetValue(Folder)!.FullName;
            var plan = Testnet.Prepare(folder, parsed.GetValue(Nodes), parsed.GetValue(BasePort), parsed.GetValue(genesis), containers: true, TimeProvider.System);
            for (int number = 1; number <= plan.Nodes; number++)
                new NodeFolder(folder, number).Configure(plan);
            string served = Path.Combine(folder, "www", "bootstrap");
            Directory.CreateDirectory(served);
            File.WriteAllText(Path.Combine(served, BootstrapDocument.NameOf(BootstrapDocument.FirstEpoch)), BootstrapDocument.Of(plan));
            output.WriteLine($"{plan.Nodes} nodes prepared in {folder}, genesis {plan.Genesis:u}");
        });
        return command;
    }

    private static async Task<int> StartAsync(ParseResult parsed, TextWriter output, CancellationToken cancellationToken)
    {
        string folder = parsed.GetValue(Folder)!.FullName;
        EndLeftOvers(folder);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            stop.Cancel();
        });
        await using var testnet = Testnet.Create(
            folder, parsed.GetValue(Nodes), parsed.GetValue(BasePort), TimeSpan.FromSeconds(parsed.GetValue(Delay)), parsed.GetValue(Binaries)!.FullName, TimeProvider.System);
        await using var server = await ControlServer.StartAsync(testnet, output, () => stop.CancelAfter(TimeSpan.FromMilliseconds(200)));
        testnet.Start();
        var plan = testnet.Plan;
        await output.WriteLineAsync($"""
            A network of {plan.Nodes} nodes begins at {plan.Genesis.ToLocalTime():HH:mm:ss}: layers of 15 s, epochs of a minute, blocks from layer 9 on.
              all nodes    {plan.Page}
              node 1, 2 …  http://127.0.0.1:{plan.PortOf(1, NodePort.Dashboard)}/, http://127.0.0.1:{plan.PortOf(2, NodePort.Dashboard)}/ … (dashboards), APIs on the ports behind
              logs, data   {folder}/node-1 …
              accounts     {plan.Accounts.Count} with {FundedAccounts.Balance} smidge each, in {Path.Combine(folder, FundedAccounts.WalletName)} (no password)
              commands     ./run testnet kill 3 · start 3 · pause 3 · resume 3 · join · partition 1 2 · heal · recover 1 · check · stop
              Ctrl-C ends everything.
            """);
        try
        {
            await testnet.WatchAsync(stop.Token);
        }
        catch (OperationCanceledException)
        {
            await output.WriteLineAsync("Stopping…");
        }

        return 0;
    }

    /// <summary>A network whose process died left its programs behind: they would hold the ports.</summary>
    private static void EndLeftOvers(string folder)
    {
        if (!Directory.Exists(folder) || OperatingSystem.IsWindows() || !Directory.Exists("/proc"))
            return;
        if (File.Exists(Path.Combine(folder, TestnetPlan.FileName)) && IsTestnet(TestnetPlan.Load(folder).ProcessId))
            throw new TestnetException("a testnet runs already: ./run testnet stop ends it");
        foreach (string process in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(process), CultureInfo.InvariantCulture, out int id) || !CommandLineOf(id).Contains(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal))
                continue;
            if (id == Environment.ProcessId || !CommandLineOf(id).Contains(".dll", StringComparison.Ordinal))
                continue;
            try
            {
                using var left = Process.GetProcessById(id);
                left.Kill();
                left.WaitForExit(TimeSpan.FromSeconds(5));
            }
            catch (ArgumentException)
            {
                // It ended by itself.
            }
        }
    }

    private static bool IsTestnet(int process) => process != Environment.ProcessId && CommandLineOf(process).Contains("testnet", StringComparison.Ordinal);

    private static string CommandLineOf(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/cmdline");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static Command Simple(string name, string description, Func<ParseResult, string> path, TextWriter output)
    {
        var command = new Command(name, description);
        command.SetAction((parsed, token) => SendAsync(parsed, path(parsed), output, token));
        return command;
    }

    private static Command OfNode(string name, string description, TextWriter output, string? what = null)
    {
        var node = new Argument<int>("node") { Description = "its number" };
        var command = new Command(name, description) { node };
        command.SetAction((parsed, token) => SendAsync(parsed, string.Create(CultureInfo.InvariantCulture, $"nodes/{parsed.GetValue(node)}/{what ?? name}"), output, token));
        return command;
    }

    private static async Task<int> SendAsync(ParseResult parsed, string path, TextWriter output, CancellationToken cancellationToken)
    {
        var plan = TestnetPlan.Load(parsed.GetValue(Folder)!.FullName);
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(180) };
        http.DefaultRequestHeaders.Add(ControlServer.CommandHeader, "1");
        try
        {
            using var response = await http.PostAsync(new Uri(plan.Page, path), null, cancellationToken);
            string text = await response.Content.ReadAsStringAsync(cancellationToken);
            if (!response.IsSuccessStatusCode)
                throw new TestnetException(text.Length > 0 ? text : $"the testnet answered {(int)response.StatusCode}");
            await output.WriteLineAsync(text);
            return 0;
        }
        catch (HttpRequestException exception)
        {
            throw new TestnetException($"no testnet answers on {plan.Page} ({exception.Message}): begin one with ./run testnet --nodes 6");
        }
    }

    private static async Task<int> CheckAsync(ParseResult parsed, TextWriter output, CancellationToken cancellationToken)
    {
        var plan = TestnetPlan.Load(parsed.GetValue(Folder)!.FullName);
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(60) };
        try
        {
            using var response = await http.GetAsync(new Uri(plan.Page, "check"), cancellationToken);
            await output.WriteAsync(await response.Content.ReadAsStringAsync(cancellationToken));
            return response.IsSuccessStatusCode ? 0 : 1;
        }
        catch (HttpRequestException exception)
        {
            throw new TestnetException($"no testnet answers on {plan.Page} ({exception.Message})");
        }
    }
}
