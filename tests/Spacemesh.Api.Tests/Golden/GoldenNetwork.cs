using System.Text.Json;
using Spacemesh.Config;
using Spacemesh.Config.Flags;
using Spacemesh.Config.Genesis;
using Spacemesh.Crypto.Addresses;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Storage.Sqlite;
using Spacemesh.Storage.Sqlite.Engine;
using Microsoft.Extensions.Logging.Abstractions;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Api.Tests.Golden;

/// <summary>The recorded standalone network: configuration, identity and the database that its node left (09b-standalone).</summary>
internal sealed class GoldenNetwork : IDisposable
{
    /// <summary>When a layer's block is executed, counted from the layer's begin: the hare of the preset takes its rounds.</summary>
    private static readonly TimeSpan Executed = TimeSpan.FromSeconds(1.65);

    /// <summary>When the node's own ballot of a layer is stored, likewise.</summary>
    private static readonly TimeSpan Proposed = TimeSpan.FromSeconds(0.75);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("spacemesh-api-");
    private int _copies;

    private GoldenNetwork(VectorFile file, JsonElement configuration, byte[] identity)
    {
        Configuration = NodeConfiguration.Load(
            CommandLine.Parse([]),
            new MachineProfile { Home = "/home", Temporary = "/tmp", Program = "spacemesh", Processors = 2, PowFlags = 0 },
            configuration.GetRawText(),
            "conf.json");
        var genesis = GenesisSettings.Of(Configuration);
        var main = Configuration["main"];
        Parameters = new NetworkParameters
        {
            LayersPerEpoch = main.U32("layers-per-epoch"),
            LayerDuration = main.Duration("layer-duration"),
            GenesisTime = genesis.Instant,
            GoldenAtx = genesis.GoldenAtx,
            AddressPrefix = main.Text("network-hrp"),
        };
        Identity = NodeId.FromBytes(identity);
        string smeshing = Configuration["smeshing"].Text("smeshing-coinbase");
        Coinbase = smeshing.Length == 0 ? default : AddressText.Parse(smeshing, Parameters.AddressPrefix);
        string path = Path.Combine(_folder.FullName, "golden.sql");
        using (var artefact = file.OpenArtefact("09b-standalone-state.sql"))
        using (var copy = File.Create(path))
            artefact.CopyTo(copy);
        using var database = Open(path);
        End = Parameters.StartOf(database.Layers.LastApplied()) + (Parameters.LayerDuration / 2);
    }

    public NodeConfiguration Configuration { get; }

    public NetworkParameters Parameters { get; }

    public NodeId Identity { get; }

    public Address Coinbase { get; }

    /// <summary>The network whose files lie beside a golden file.</summary>
    public static GoldenNetwork Beside(VectorFile file)
    {
        using var stream = file.OpenArtefact("09b-standalone.json");
        using var document = JsonDocument.Parse(stream);
        var cases = document.RootElement.GetProperty("cases").EnumerateArray().ToDictionary(vector => vector.Text("name"));
        var configuration = cases["configuration and accounts"].GetProperty("in").GetProperty("conf.json");
        byte[] key = Convert.FromHexString(cases["identity, p2p key and PoST data of the node"].GetProperty("out").Text("identities/local.key"));
        return new GoldenNetwork(file, configuration, key[32..]);
    }

    /// <summary>Time since genesis.</summary>
    public DateTimeOffset Time(double milliseconds) => Parameters.GenesisTime + TimeSpan.FromMilliseconds(milliseconds);

    /// <summary>A moment at which everything in the database had happened: inside its last layer.</summary>
    public DateTimeOffset End { get; }

    /// <summary>The last layer executed at a time.</summary>
    public LayerId ExecutedAt(DateTimeOffset time) => LayerId.Greater(Parameters.EffectiveGenesis, Parameters.LayerAt(time - Executed));

    /// <summary>A copy of the database as it was at a time: what came later is taken out again.</summary>
    public SqliteStateDatabase At(DateTimeOffset time)
    {
        string path = Path.Combine(_folder.FullName, $"state-{_copies++}.sql");
        File.Copy(Path.Combine(_folder.FullName, "golden.sql"), path);
        var database = Open(path);
        var layer = ExecutedAt(time);
        if (layer < database.Layers.LastApplied())
            StateRevert.To(database, layer);
        long now = (time - DateTimeOffset.UnixEpoch).Ticks * 100;
        database.Engine.Write(connection =>
        {
            connection.Execute($"DELETE FROM layers WHERE id > {layer}");
            connection.Execute($"DELETE FROM blocks WHERE layer > {layer}");
            connection.Execute($"DELETE FROM block_transactions WHERE layer > {layer}");
            connection.Execute($"DELETE FROM proposal_transactions WHERE layer > {layer}");
            connection.Execute($"DELETE FROM ballots WHERE layer > {Parameters.LayerAt(time - Proposed)}");
            connection.Execute($"DELETE FROM transactions WHERE timestamp > {now}");
            connection.Execute($"DELETE FROM posts WHERE atxid IN (SELECT id FROM atxs WHERE received > {now})");
            connection.Execute($"DELETE FROM atx_blobs WHERE id IN (SELECT id FROM atxs WHERE received > {now})");
            connection.Execute($"DELETE FROM atxs WHERE received > {now}");
        });
        return database;
    }

    private SqliteStateDatabase Open(string path) => SqliteStateDatabase.Open(new DatabaseOptions { Path = path }, Parameters.GenesisId, NullLogger.Instance);

    public void Dispose() => _folder.Delete(recursive: true);
}
