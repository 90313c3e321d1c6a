using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Spacemesh.AtxsData;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Services.Mesh.Counting;
using Spacemesh.Storage.Sqlite;
using Spacemesh.Storage.Sqlite.Engine;
using Spacemesh.Testing.Vectors;
using Spacemesh.Tortoise.Tracing;

namespace Spacemesh.Tortoise.Tests;

/// <summary>Recovers from databases and compares the calls by type, the state and the results.</summary>
[VectorFile("06-recovery")]
public sealed class RecoveryVectors : VectorSuite
{
    private VectorFile? _file;

    public override void Open(VectorFile file) => _file = file;

    public override void Check(VectorCase vector)
    {
        var given = vector.In;
        var config = given.GetProperty("config");
        var options = new TortoiseOptions
        {
            LayersPerEpoch = JsonElementExtensions.U32(given, "layers_per_epoch"),
            EffectiveGenesis = new LayerId(JsonElementExtensions.U32(given, "effective_genesis")),
            Hdist = JsonElementExtensions.U32(config, "hdist"),
            Zdist = JsonElementExtensions.U32(config, "zdist"),
            WindowSize = JsonElementExtensions.U32(config, "window"),
            MaxExceptions = JsonElementExtensions.U32(config, "max_exceptions"),
            BadBeaconVoteDelayLayers = JsonElementExtensions.U32(config, "delay"),
            LayerSize = JsonElementExtensions.U32(config, "layer_size"),
        };
        string folder = Directory.CreateTempSubdirectory("spacemesh-recovery-").FullName;
        try
        {
            string path = Path.Combine(folder, "state.sql");
            string name = given.GetProperty("database").GetString()!;
            using (var packed = _file!.OpenArtefact(name.EndsWith(".gz", StringComparison.Ordinal) ? name[..^3] : name))
            using (var plain = File.Create(path))
                packed.CopyTo(plain);
            using var database = SqliteStateDatabase.Open(new DatabaseOptions { Path = path, Readers = 1 }, default, NullLogger.Instance);
            Recover(vector, options, database, new LayerId(JsonElementExtensions.U32(given, "current")));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Recover(VectorCase vector, TortoiseOptions options, SqliteStateDatabase database, LayerId current)
    {
        var atxs = new ConsensusCache();
        var network = new NetworkParameters
        {
            LayersPerEpoch = options.LayersPerEpoch,
            LayerDuration = TimeSpan.FromMinutes(1),
            GenesisTime = DateTimeOffset.UnixEpoch,
            GoldenAtx = default,
            AddressPrefix = "sm",
        };
        ConsensusWarmUp.Run(database, network, options.WindowEpochs(database.Layers.LastApplied()), atxs);
        var counts = new EventCounts();
        var (machine, _) = TortoiseRecovery.Recover(options, atxs, new StoredLayers(database, atxs), current, counts);
        bool fatal = vector.Out.GetProperty("updates_fatal").GetBoolean();
        var updates = machine.Updates();
        string shown = string.Join('\n', updates.Select(Show));
        string expected = string.Join('\n', vector.Out.GetProperty("updates").EnumerateArray().Select(Show));
        VectorCase.Equal(expected, shown, "updates");
        foreach (var type in vector.Out.GetProperty("events").EnumerateObject())
        {
            if (!fatal || type.Name != $"{(int)TraceEvent.Updates}")
                VectorCase.Equal(type.Value.GetInt32(), counts.Of(type.Name), $"calls of type {type.Name}");
        }

        var state = vector.Out.GetProperty("state");
        var expectation = new TraceExpectation();
        expectation.Take(state, options);
        // The reference does not list the layer at which it began.
        uint first = machine.Evicted.Value + 1;
        if (counts.Of($"{(int)TraceEvent.RecoverFrom}") > 0 && !state.GetProperty("layers").TryGetProperty($"{first}", out _))
            expectation.RecoveredFrom = first;
        string? difference = expectation.Compare(machine.State);
        VectorCase.True(difference is null, difference ?? "");
    }

    private static string Show(LayerResult result) => Show(
        result.Layer.Value, result.Verified, result.Opinion.ToHex(), result.Blocks.Select(block => Show(block.Header.Id.ToHex(), block.Header.Height, block.Data, block.Hare, block.Valid, block.Invalid, block.Local)));

    private static string Show(JsonElement result) => Show(
        result.GetProperty("layer").GetUInt32(),
        result.GetProperty("verified").GetBoolean(),
        result.GetProperty("opinion").GetString()!,
        (result.GetProperty("blocks") is { ValueKind: JsonValueKind.Array } blocks ? blocks.EnumerateArray().ToList() : []).Select(block => Show(
            block.GetProperty("id").GetString()!,
            block.GetProperty("height").GetUInt64(),
            block.GetProperty("data").GetBoolean(),
            block.GetProperty("hare").GetBoolean(),
            block.GetProperty("valid").GetBoolean(),
            block.GetProperty("invalid").GetBoolean(),
            block.GetProperty("local").GetBoolean())));

    private static string Show(uint layer, bool verified, string opinion, IEnumerable<string> blocks) => $"{layer} {verified} {opinion} {string.Join(' ', blocks)}";

    private static string Show(string id, ulong height, bool data, bool hare, bool valid, bool invalid, bool local) => $"{id}/{height}/{data}/{hare}/{valid}/{invalid}/{local}";

    private sealed class EventCounts : ITraceSink
    {
        private readonly Dictionary<string, int> _counts = [];

        public bool Extended => true;

        public void Write(ReadOnlySpan<byte> line)
        {
            using var document = JsonDocument.Parse(line.ToArray());
            string type = document.RootElement.GetProperty("t").GetRawText();
            _counts[type] = Of(type) + 1;
        }

        public int Of(string type) => _counts.GetValueOrDefault(type);
    }
}
