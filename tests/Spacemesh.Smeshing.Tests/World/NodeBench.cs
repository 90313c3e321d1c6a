using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Spacemesh.Config;
using Spacemesh.Config.Flags;
using Spacemesh.Config.Genesis;
using Spacemesh.Crypto.Keys;
using Spacemesh.Node;
using Spacemesh.Post;
using Spacemesh.Post.DataDirectory;
using Spacemesh.Post.Initialization;
using Spacemesh.Post.Labels;
using Spacemesh.Runtime;

namespace Spacemesh.Smeshing.Tests.World;

/// <summary>A standalone node in a folder of its own, on a fast clock.</summary>
internal sealed class NodeBench : IDisposable
{
    private static readonly MachineProfile Machine = new() { Home = "/nowhere", Temporary = "/nowhere", Program = "/nowhere", Processors = 2, PowFlags = 0 };

    private readonly TemporaryFolder _folder = new();
    private readonly string _genesis;
    private readonly int _poetPort = FreePort();

    public NodeBench(TimeProvider? time = null)
    {
        Time = time ?? new AcceleratedTime(20);
        _genesis = Time.GetUtcNow().AddSeconds(20).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
    }

    public TimeProvider Time { get; }

    public string Folder => _folder.Path;

    public string Data => _folder["data"];

    public string Post => _folder["post"];

    public StringWriter Log { get; } = new();

    public NodeConfiguration Configuration(string json, params string[] flags) => NodeConfiguration.Load(
        CommandLine.Parse(
        [
            "--preset=standalone", $"--genesis-time={_genesis}", $"--data-folder={Data}", $"--filelock={_folder["LOCK"]}", $"--smeshing-opts-datadir={Post}",
            "--grpc-public-listener=127.0.0.1:0", "--grpc-private-listener=127.0.0.1:0", $"--poet-servers=[{{\"address\":\"http://127.0.0.1:{_poetPort}\"}}]", .. flags,
        ]),
        Machine, json, "node.json");

    /// <summary>A key in the node's folder.</summary>
    public NodeId AddKey(string name, byte seed = 1)
    {
        Directory.CreateDirectory(Data);
        return IdentityDirectory.Create(Path.Combine(Data, IdentityDirectory.Name), name, Enumerable.Repeat(seed, 32).ToArray());
    }

    public Task<SpacemeshNode> StartAsync(NodeConfiguration configuration) =>
        SpacemeshNode.StartAsync(configuration, new NodeHost { Time = Time, Output = TextWriter.Synchronized(Log), Build = new BuildInfo("v0", "", "") });

    /// <summary>PoST data of an identity for the standalone network.</summary>
    public async Task InitialiseAsync(NodeId identity, NodeConfiguration configuration, string folder)
    {
        var section = configuration["post"];
        var options = new InitializationOptions
        {
            NodeId = identity,
            CommitmentAtxId = GenesisSettings.Of(configuration).GoldenAtx,
            Network = new PostConfig { MinNumUnits = 1, MaxNumUnits = 2, LabelsPerUnit = section.Unsigned("post-labels-per-unit"), Scrypt = ScryptParameters.Default },
            NumUnits = 1,
            ComputeBatchSize = 64,
        };
        var initializer = Initializer.Open(new PostDataDirectories(folder), options, new InitializerServices { Pool = new InlineWorkPool(), Time = TimeProvider.System });
        await initializer.RunAsync([LabelProvider.Cpu]);
    }

    /// <summary>Arguments of a post-service for the standalone network.</summary>
    public static Spacemesh.Tools.PostService.ServiceArguments ArgumentsOf(string folder) => Spacemesh.Tools.PostService.ServiceArguments.Parse(
    [
        "--dir", folder, "--address", "http://127.0.0.1:1", "--threads", "1", "--randomx-mode", "light", "--min-num-units", "1", "--k1", "12", "--k2", "4",
        "--pow-difficulty", new string('f', 64), "--nonces", "16",
    ]);

    public async Task PublishedAsync(SpacemeshNode node, NodeId identity) =>
        await Limit.UntilAsync(
            () => Enumerable.Range(1, 40).Any(epoch => node.Graph.Atxs.TryGetByNode(new EpochId((uint)epoch), identity, out _)),
            () => $"no ATX of {identity} was published:\n{Log}");

    public void Dispose()
    {
        _folder.Dispose();
        Log.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
