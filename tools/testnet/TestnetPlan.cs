using System.Text.Json;

namespace Spacemesh.Tools.Testnet;

/// <summary>What the network of a folder is: kept in <c>testnet.json</c>, so that commands find the running one.</summary>
internal sealed record TestnetPlan
{
    public const string FileName = "testnet.json";

    /// <summary>The rules of the network, and what of them is needed here.</summary>
    public const string Preset = "fastnet";
    public const uint LayersPerEpoch = 4;
    public static readonly TimeSpan LayerDuration = TimeSpan.FromSeconds(15);

    /// <summary>First port: the page; the next is the PoET's, then ten for each node.</summary>
    public required int BasePort { get; init; }

    /// <summary>Nodes that the network begins with.</summary>
    public required int Nodes { get; init; }

    public required DateTimeOffset Genesis { get; init; }

    public required string ExtraData { get; init; }

    /// <summary>Process that runs it.</summary>
    public required int ProcessId { get; init; }

    /// <summary>Addresses of the funded accounts; the last of them are the nodes' coinbases.</summary>
    public required IReadOnlyList<string> Accounts { get; init; }

    /// <summary>Multiaddresses of the nodes that others begin with.</summary>
    public required IReadOnlyList<string> Bootnodes { get; init; }

    /// <summary>Whether each node is a container of its own, named <c>node-N</c>, instead of a process on this machine.</summary>
    public bool Containers { get; init; }

    /// <summary>Address that the nodes listen at.</summary>
    public string Bind => Containers ? "0.0.0.0" : "127.0.0.1";

    public Uri Poet => new(Containers ? $"http://poet:{PoetPort}" : $"http://127.0.0.1:{PoetPort}");

    public Uri Bootstrap => Containers ? new Uri($"http://bootstrap:{BasePort}/bootstrap") : new Uri(Page, "bootstrap");

    public Uri Page => new($"http://127.0.0.1:{BasePort}/");

    public int PoetPort => BasePort + 1;

    public int PortOf(int node, NodePort port) => BasePort + (10 * node) + (int)port;

    /// <summary>Where others find a node.</summary>
    public string P2pAddress(int node, string peerId) => Containers
        ? $"/dns4/node-{node}/tcp/{PortOf(node, NodePort.P2p)}/p2p/{peerId}"
        : $"{GateAddress(node)}/p2p/{peerId}";

    /// <summary>The door before a node of this machine.</summary>
    public string GateAddress(int node) => $"/ip4/127.0.0.1/tcp/{PortOf(node, NodePort.Gate)}";

    public static TestnetPlan Load(string folder)
    {
        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
            throw new TestnetException($"there is no testnet in {folder}: begin one with ./run testnet --nodes 6");
        try
        {
            return JsonSerializer.Deserialize<TestnetPlan>(File.ReadAllText(path)) ?? throw new TestnetException($"{path} is empty: begin a new testnet");
        }
        catch (JsonException exception)
        {
            throw new TestnetException($"{path} cannot be read ({exception.Message}): begin a new testnet");
        }
    }

    public void Save(string folder)
    {
        string path = Path.Combine(folder, FileName);
        string temporary = path + ".new";
        File.WriteAllText(temporary, JsonSerializer.Serialize(this));
        File.Move(temporary, path, overwrite: true);
    }
}
