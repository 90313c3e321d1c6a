using System.Net;
using System.Net.Sockets;
using Spacemesh.Config;
using Spacemesh.Config.Flags;

namespace Spacemesh.Node.Tests;

/// <summary>A folder of its own, and configurations of nodes in it that meet no other node of this machine.</summary>
internal sealed class TemporaryNode : IDisposable
{
    private readonly List<int> _ports = [];

    public string Folder { get; } = Directory.CreateTempSubdirectory("node").FullName;

    public string Data => Path.Combine(Folder, "data");

    public static MachineProfile Machine { get; } = new() { Home = "/nowhere", Temporary = "/nowhere", Program = "/nowhere", Processors = 2, PowFlags = 0 };

    public IReadOnlyList<string> Flags(string genesis, params string[] more)
    {
        if (_ports.Count == 0)
            _ports.AddRange(Enumerable.Range(0, 5).Select(_ => FreePort()));
        return
        [
            "--preset=standalone",
            $"--genesis-time={genesis}",
            $"--data-folder={Data}",
            $"--filelock={Path.Combine(Folder, "LOCK")}",
            $"--smeshing-opts-datadir={Path.Combine(Folder, "post")}",
            $"--grpc-public-listener=127.0.0.1:{_ports[0]}",
            $"--grpc-private-listener=127.0.0.1:{_ports[1]}",
            $"--grpc-json-listener=127.0.0.1:{_ports[2]}",
            $"--poet-servers=[{{\"address\":\"http://127.0.0.1:{_ports[3]}\"}}]",
            .. more,
        ];
    }

    public NodeConfiguration Configuration(string genesis, params string[] more) => NodeConfiguration.Load(
        CommandLine.Parse(Flags(genesis, more)), Machine, "{\"dashboard\":{\"listener\":\"127.0.0.1:0\"}}", "node.json");

    public Task<SpacemeshNode> StartAsync(NodeConfiguration configuration, TextWriter? output = null, TimeProvider? time = null) => SpacemeshNode.StartAsync(
        configuration, new NodeHost { Time = time ?? TimeProvider.System, Output = output ?? TextWriter.Null, Build = new BuildInfo("v0", "", "") });

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
