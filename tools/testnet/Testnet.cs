using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Spacemesh.Tools.Testnet;

/// <summary>
/// A network on this machine: a PoET, nodes, and what they need from outside (the first epoch's beacon). Owns the processes; when it ends,
/// they end.
/// </summary>
internal sealed class Testnet : IAsyncDisposable
{
    public const int MostNodes = 40;
    private const int Bootnodes = 2;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);

    private readonly string _folder;
    private readonly string _program;
    private readonly string _poetProgram;
    private readonly List<TestnetNode> _nodes = [];
    private readonly Lock _entry = new();
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(5) };
    private readonly Dictionary<int, PeerGate> _gates = [];
    private readonly Partition _partition = new();
    private readonly NodeTool _tool;
    private NetworkRecovery? _recovery;
    private ChildProcess? _poet;

    private Testnet(string folder, TestnetPlan plan, string program, string poetProgram) =>
        (_folder, Plan, _program, _poetProgram, _tool) = (folder, plan, program, poetProgram, new NodeTool(program));

    public TestnetPlan Plan { get; }

    /// <summary>Epochs whose beacon the nodes cannot agree on.</summary>
    public IReadOnlyList<uint> FirstEpochs => _recovery is { } recovery ? [BootstrapDocument.FirstEpoch, recovery.Epoch] : [BootstrapDocument.FirstEpoch];

    public bool PoetRuns => _poet is { IsRunning: true };

    public long PoetMemory => _poet?.Memory ?? 0;

    public IReadOnlyList<TestnetNode> Nodes
    {
        get
        {
            lock (_entry)
            {
                return [.. _nodes];
            }
        }
    }

    /// <summary>Makes a new network in the folder, in place of what was there.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="nodes">Nodes to begin with.</param>
    /// <param name="basePort">First port.</param>
    /// <param name="delay">From now to genesis: time for all nodes to start.</param>
    /// <param name="binaries">Folder of the built tools.</param>
    /// <param name="time">The clock.</param>
    public static Testnet Create(string folder, int nodes, int basePort, TimeSpan delay, string binaries, TimeProvider time)
    {
        string program = Path.Combine(binaries, "spacemesh", "bin", "Release", "net10.0", "spacemesh.dll");
        string poet = Path.Combine(binaries, "poet", "bin", "Release", "net10.0", "poet.dll");
        foreach (string path in (ReadOnlySpan<string>)[program, poet])
        {
            if (!File.Exists(path))
                throw new TestnetException($"{path} is missing: build it first (./run testnet does)");
        }

        var plan = Prepare(folder, nodes, basePort, DateTimeOffset.FromUnixTimeSeconds((time.GetUtcNow() + delay).ToUnixTimeSeconds()), containers: false, time);
        var busy = Ports(plan).Where(IsBusy).ToList();
        if (busy.Count > 0)
            throw new TestnetException($"ports in use: {string.Join(", ", busy)}; stop what uses them (./run testnet stop) or choose others with --base-port");
        return new Testnet(folder, plan, program, poet);
    }

    /// <summary>Makes folder, accounts, keys and plan of a new network in place of what was there.</summary>
    public static TestnetPlan Prepare(string folder, int nodes, int basePort, DateTimeOffset genesis, bool containers, TimeProvider time)
    {
        if (nodes is < 1 or > MostNodes)
            throw new TestnetException($"--nodes {nodes}: give 1 to {MostNodes}");
        if (basePort is < 1024 || basePort + (10 * (MostNodes + 1)) > ushort.MaxValue)
            throw new TestnetException($"--base-port {basePort}: give 1024 to {ushort.MaxValue - (10 * (MostNodes + 1))}");
        if (Directory.Exists(folder))
        {
            // Not the folder itself: it may be a volume.
            foreach (string file in Directory.EnumerateFiles(folder))
                File.Delete(file);
            foreach (string inner in Directory.EnumerateDirectories(folder))
                Directory.Delete(inner, recursive: true);
        }

        Directory.CreateDirectory(folder);
        var plan = new TestnetPlan
        {
            BasePort = basePort,
            Nodes = nodes,
            Genesis = genesis,
            ExtraData = "local testnet",
            ProcessId = Environment.ProcessId,
            Accounts = FundedAccounts.Create(folder, Math.Max(nodes, 10), time),
            Bootnodes = [],
            Containers = containers,
        };
        plan = plan with { Bootnodes = [.. Enumerable.Range(1, Math.Min(nodes, Bootnodes)).Select(number => plan.P2pAddress(number, new NodeFolder(folder, number).CreateKey().ToString()))] };
        plan.Save(folder);
        return plan;
    }

    public void Start()
    {
        var poet = Path.Combine(_folder, "poet");
        Directory.CreateDirectory(poet);
        _poet = ChildProcess.Start(
            _poetProgram,
            [
                "--genesis-time", Plan.Genesis.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
                "--epoch-duration", "60s", "--phase-shift", "30s", "--cycle-gap", "30s", "--submit-rate", "0",
                "--poetdir", poet,
                "--rpclisten", "127.0.0.1:0", "--config-rpclisten", "127.0.0.1:0",
                "--restlisten", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Plan.PoetPort}"),
            ],
            Path.Combine(poet, "poet.log"));
        for (int number = 1; number <= Plan.Nodes; number++)
            Add(number);
    }

    /// <summary>One more node: it begins with nothing, or with the network's checkpoint, and catches up.</summary>
    /// <param name="copyFrom">Node whose state it begins with, instead.</param>
    public async Task<TestnetNode> JoinAsync(int? copyFrom = null)
    {
        var source = copyFrom is { } from ? Node(from) : null;
        int number = Nodes.Count + 1;
        if (number > MostNodes)
            throw new TestnetException($"there are {MostNodes} nodes already");
        if (source is not null)
            await _tool.CopyFromAsync(source.Folder, new NodeFolder(_folder, number));
        return Add(number);
    }

    /// <summary>These nodes and all others do not hear each other any more; an empty list ends that.</summary>
    public void Separate(IReadOnlyList<int> side)
    {
        if (!SocketOwner.IsKnown)
            throw new TestnetException("this system does not tell whose a connection is, so nobody can be kept apart");
        foreach (int number in side)
            Node(number);
        _partition.Separate(side);
    }

    /// <summary>
    /// Makes a checkpoint of a node's last applied layer, and lets all nodes begin with it and the next epoch. What came after that layer
    /// is lost, as it is when a network recovers.
    /// </summary>
    public async Task<NetworkRecovery> RecoverAsync(int number)
    {
        var node = Node(number);
        if (node.Applied is not { } layer)
            throw new TestnetException($"node {number} does not say which layer it has applied");
        uint current = (uint)((DateTimeOffset.UtcNow - Plan.Genesis) / TestnetPlan.LayerDuration);
        string made = await _tool.CheckpointAsync(node.Folder, layer);
        string file = Path.Combine(_folder, Path.GetFileName(made));
        File.Copy(made, file, overwrite: true);
        _recovery = new NetworkRecovery(file, ((current / TestnetPlan.LayersPerEpoch) + 1) * TestnetPlan.LayersPerEpoch);
        await Task.WhenAll(Nodes.Select(each => each.StopAsync()));
        foreach (var each in Nodes)
        {
            each.Folder.Configure(Plan, _recovery);
            each.Beacons.Clear();
            each.Start(_program);
        }

        return _recovery;
    }

    public TestnetNode Node(int number) => Nodes.FirstOrDefault(node => node.Number == number) ?? throw new TestnetException($"there is no node {number}");

    public void Restart(int number) => Node(number).Start(_program);

    /// <summary>Asks the nodes how they are, again and again.</summary>
    public async Task WatchAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.WhenAll(Nodes.Select(node => LookAsync(node, cancellationToken)));
            await Task.Delay(Pause, cancellationToken);
        }
    }

    public Task<ConsistencyReport> CheckAsync(CancellationToken cancellationToken) => ConsistencyReport.MakeAsync(this, _http, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(Nodes.Select(node => node.StopAsync()));
        if (_poet is not null)
            await _poet.StopAsync();
        foreach (var gate in _gates.Values)
            await gate.DisposeAsync();
        foreach (var node in Nodes)
            node.Dispose();
        _poet?.Dispose();
        _http.Dispose();
    }

    private static IEnumerable<int> Ports(TestnetPlan plan) =>
        [plan.BasePort, plan.PoetPort, .. Enumerable.Range(1, plan.Nodes).SelectMany(node => Enum.GetValues<NodePort>().Select(port => plan.PortOf(node, port)))];

    private static bool IsBusy(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return false;
        }
        catch (SocketException)
        {
            return true;
        }
    }

    private TestnetNode Add(int number)
    {
        var folder = new NodeFolder(_folder, number);
        folder.Configure(Plan, _recovery);
        var node = new TestnetNode(folder, Plan);
        lock (_entry)
        {
            _gates.Add(number, new PeerGate(node, Plan, _partition, () => Nodes));
            _nodes.Add(node);
        }

        node.Start(_program);
        return node;
    }

    private async Task LookAsync(TestnetNode node, CancellationToken cancellationToken)
    {
        if (!node.IsRunning || node.IsPaused)
            return;
        try
        {
            using var document = JsonDocument.Parse(await _http.GetStringAsync(new Uri(node.Dashboard, "api/state"), cancellationToken));
            node.State = document.RootElement.Clone();
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            node.State = null;
        }
    }
}
