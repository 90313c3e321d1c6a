using System.Globalization;
using System.Text.Json;
using Spacemesh.AtxsData;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Storage.Sqlite;
using Spacemesh.Storage.Sqlite.Engine;
using Spacemesh.Storage.Tests.Support;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Storage.Tests.Vectors;

/// <summary>Databases of a reference network, with and without their WALs (spec 10 §2.3, §4, §5, §9.1).</summary>
[VectorFile("10-network")]
internal sealed class NetworkVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        using var folder = new TestFolder();
        string entry = vector.In.Text("file").Replace(" without -wal", "", StringComparison.Ordinal);
        bool withWal = entry.Contains("as-left", StringComparison.Ordinal) && !vector.In.Text("file").EndsWith("without -wal", StringComparison.Ordinal);
        string name = entry.EndsWith("local.sql", StringComparison.Ordinal) ? "local.sql" : "state.sql";
        string archive = ArchiveOf(entry);
        folder.Unpack(vector.File, archive, entry, name);
        if (withWal)
            folder.Unpack(vector.File, archive, entry + "-wal", name + "-wal");
        if (name == "local.sql")
        {
            using var local = OpenLocal(folder, vector);
            if (local is not null)
                CheckTables(vector.Out, local.Engine);
            return;
        }

        using var state = StateDatabases.OpenState(folder);
        CheckTables(vector.Out, state.Engine);
        CheckState(vector.Out, state);
        CheckWarmUp(vector, state);
        foreach (string object_ in new[] { "state.sql_migrate", "state.sql_migrate_done" })
            VectorCase.True(!File.Exists(folder.File(object_)), object_);
    }

    private static string ArchiveOf(string entry) => entry switch
    {
        _ when entry.StartsWith("n2-as-left", StringComparison.Ordinal) => "10-network-n2-as-left.zip",
        _ when entry.StartsWith("n4-as-left", StringComparison.Ordinal) => "10-network-n4-local-as-left.zip",
        _ => $"10-network-{entry[..entry.IndexOf('-', StringComparison.Ordinal)]}.zip",
    };

    private static SqliteLocalDatabase? OpenLocal(TestFolder folder, VectorCase vector)
    {
        // The reference migrates a page without version from 0; our version 0 without objects is a fresh file, which has no sync row.
        var local = StateDatabases.OpenLocal(folder);
        if (vector.In.Text("file").StartsWith("n4-as-left/local.sql without", StringComparison.Ordinal) && local.MalfeasanceSync.LastSeconds() is null)
        {
            foreach (var table in vector.Out.GetProperty("tables").EnumerateObject().Where(table => table.Name != "malfeasance_sync_state"))
                VectorCase.Equal(table.Value.I32("rows"), local.Engine.Read(connection => Dump.Hash(connection, table.Name)).Rows, table.Name);
            local.Dispose();
            return null;
        }

        return local;
    }

    private static void CheckTables(JsonElement expected, SqliteDatabase database)
    {
        VectorCase.Equal(expected.I32("user_version"), database.Version, "version");
        foreach (var table in expected.GetProperty("tables").EnumerateObject())
        {
            var (rows, hash) = database.Read(connection => Dump.Hash(connection, table.Name));
            VectorCase.Equal(table.Value.I32("rows"), rows, $"rows of {table.Name}");
            VectorCase.Equal(table.Value.Text("sha256"), hash, table.Name);
        }

        if (!expected.TryGetProperty("rows", out var content))
            return;
        foreach (var table in content.EnumerateObject())
        {
            var actual = database.Read(connection => Dump.Table(connection, table.Name));
            VectorCase.Equal(string.Join('\n', Dump.Rows(table.Value.GetProperty("rows"))), string.Join('\n', actual), table.Name);
        }
    }

    private static void CheckState(JsonElement expected, SqliteStateDatabase state)
    {
        VectorCase.Equal(expected.U32("last_applied"), state.Layers.LastApplied().Value, "last applied");
        VectorCase.Equal(expected.U32("last_valid"), state.Blocks.LastValid()?.Value ?? 0, "last valid");
        VectorCase.Equal(expected.U32("latest_ballot_layer"), state.Ballots.LatestLayer().Value, "latest ballot layer");
        VectorCase.Equal(expected.U32("processed"), state.Layers.LastProcessed().Value, "processed");
        string root = state.Layers.LatestStateHash()!.Value.ToHex();
        VectorCase.True(root.Contains(expected.Text("latest_state_hash"), StringComparison.Ordinal), $"latest state hash: expected {expected.Text("latest_state_hash")}, actual {root}");
        CheckAccounts(expected, state);
        foreach (var beacon in expected.GetProperty("beacons").EnumerateArray())
            VectorCase.Equal(beacon.Text("beacon"), state.Beacons.Find(new EpochId(beacon.U32("epoch")))?.ToHex() ?? "", "beacon");
        if (expected.TryGetProperty("layers", out var layers))
        {
            foreach (var layer in layers.EnumerateArray())
                CheckLayer(layer, state.Layers);
        }

        if (!expected.TryGetProperty("atxs_by_publish_epoch", out var epochs))
            return;
        foreach (var epoch in epochs.EnumerateArray())
        {
            var published = new EpochId(epoch.U32("publish_epoch"));
            VectorCase.Equal(epoch.I32("count"), state.Atxs.InEpoch(published).Count, "ATXs of the epoch");
            ulong weight = state.Atxs.ForGrading(published).Aggregate(0ul, (sum, atx) => unchecked(sum + atx.Weight));
            VectorCase.Equal(epoch.U64("weight"), weight, "weight of the epoch");
            foreach (var atx in epoch.GetProperty("atxs").EnumerateArray())
                CheckAtx(atx, published, state);
        }
    }

    private static void CheckAccounts(JsonElement expected, SqliteStateDatabase state)
    {
        var accounts = state.Accounts.All();
        VectorCase.Equal(expected.GetProperty("accounts").GetArrayLength(), accounts.Count, "accounts");
        int index = 0;
        foreach (var account in expected.GetProperty("accounts").EnumerateArray())
        {
            var actual = accounts[index++];
            VectorCase.Equal(account.Text("address"), actual.Address.ToHex(), "address");
            VectorCase.Equal(account.U64("balance"), actual.Balance, "balance");
            VectorCase.Equal(account.U64("next_nonce"), actual.NextNonce, "nonce");
            VectorCase.Equal(account.U32("layer"), actual.Layer.Value, "layer");
            VectorCase.Equal(account.Text("state"), actual.State.ToString(), "state");
        }
    }

    private static void CheckLayer(JsonElement expected, ILayerStore layers)
    {
        var layer = new LayerId(expected.U32("layer"));
        string what = $"layer {layer}: ";
        VectorCase.Equal(TextOf(expected, "applied_block"), layers.Applied(layer)?.ToHex() ?? "", what + "applied");
        VectorCase.Equal(TextOf(expected, "state_hash"), layers.StateHash(layer)?.ToHex() ?? "", what + "state hash");
        VectorCase.Equal(TextOf(expected, "aggregated_hash"), layers.AggregatedHash(layer)?.ToHex() ?? "", what + "opinion");
        if (expected.Has("weak_coin"))
            VectorCase.Equal<bool?>(expected.Flag("weak_coin"), layers.WeakCoin(layer), what + "weak coin");
    }

    private static string TextOf(JsonElement element, string property) => element.Has(property) ? element.Text(property) : "";

    private static void CheckAtx(JsonElement expected, EpochId published, SqliteStateDatabase state)
    {
        var id = Ids.FromHex<AtxId>(expected.Text("id"));
        var atx = state.Atxs.Find(id) ?? throw new VectorMismatchException($"ATX {id} is missing");
        VectorCase.Equal(published, atx.PublishEpoch, "epoch");
        VectorCase.Equal(expected.Text("node"), atx.Smesher.ToHex(), "smesher");
        VectorCase.Equal(expected.U64("base"), atx.BaseTickHeight, "base height");
        VectorCase.Equal(expected.U64("ticks"), atx.TickCount, "ticks");
        VectorCase.Equal(expected.U32("units"), atx.EffectiveUnits, "units");
        VectorCase.Equal(expected.U64("sequence"), atx.Sequence, "sequence");
        VectorCase.Equal(expected.U64("vrf_nonce"), atx.VrfNonce, "VRF nonce");
        VectorCase.Equal(expected.U64("weight"), atx.Weight, "weight");
        VectorCase.Equal(expected.I32("validity"), (int)atx.Validity, "validity");
        var blob = state.Atxs.Blob(id)!.Value;
        VectorCase.Equal(expected.I32("blob_bytes"), blob.Bytes.Length, "blob");
        VectorCase.Equal(expected.I32("version"), (int)blob.Version, "version");
        VectorCase.Equal(
            string.Join(' ', expected.GetProperty("previous").EnumerateArray().Select(value => value.GetString())),
            string.Join(' ', state.Posts.PreviousList(id)!.Select(previous => previous.ToHex())),
            "previous list");
    }

    private static void CheckWarmUp(VectorCase vector, SqliteStateDatabase state)
    {
        if (!vector.Out.TryGetProperty("warmup", out var expected))
            return;
        uint layersPerEpoch = vector.Name.StartsWith("sa", StringComparison.Ordinal) ? 10u : 4u;
        var cache = new ConsensusCache();
        ConsensusWarmUp.Run(state, Ids.Network(layersPerEpoch), keep: 1, cache);
        VectorCase.Equal(expected.U32("evicted"), cache.Evicted.Value, "evicted");
        VectorCase.Equal(expected.GetProperty("malicious").GetArrayLength(), cache.MaliciousIdentities().Count, "malicious");
        if (expected.Has("epochs"))
            VectorCase.Equal(expected.GetProperty("epochs").GetArrayLength(), cache.Epochs().Count, "epochs");
        foreach (var epoch in cache.Epochs())
            VectorCase.Equal(state.Atxs.InEpoch(epoch.Sub(1)).Count, cache.Count(epoch), string.Create(CultureInfo.InvariantCulture, $"epoch {epoch}"));
    }
}
