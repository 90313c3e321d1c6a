using System.Text.Json;
using Spacemesh.Api.Tests.Golden;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Storage.Sqlite;
using Spacemesh.Storage.Sqlite.Engine;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Api.Tests.Vectors;

/// <summary>The recorded network's database through our stores: what the API answers from.</summary>
[VectorFile("09b-standalone")]
public sealed class StandaloneVectors : VectorSuite, IDisposable
{
    private GoldenNetwork? _network;
    private SqliteStateDatabase? _state;
    private readonly string _folder = Directory.CreateTempSubdirectory("standalone").FullName;
    private SqliteLocalDatabase? _local;

    public override void Open(VectorFile file)
    {
        _network = GoldenNetwork.Beside(file);
        _state = _network.At(_network.End);
        string copy = Path.Combine(_folder, "local.sql");
        using (var source = file.OpenArtefact("09b-standalone-local.sql"))
        using (var target = File.Create(copy))
            source.CopyTo(target);
        _local = SqliteLocalDatabase.Open(new DatabaseOptions { Path = copy }, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
    }

    public override void Check(VectorCase vector)
    {
        var output = vector.Out;
        if (output.Has("accounts") && output.GetProperty("accounts").ValueKind == JsonValueKind.Object)
            VectorCase.Equal(output.GetProperty("accounts").Text("genesis_id"), _network!.Parameters.GenesisId.ToHex(), "genesis id");
        if (output.Has("state.sql"))
        {
            foreach (var table in output.GetProperty("state.sql").EnumerateObject())
                VectorCase.Equal(table.Value.GetInt64(), _state!.Engine.Read(connection => connection.QueryInt64($"SELECT count(*) FROM {table.Name}")), table.Name);
            VectorCase.Equal(output.I32("state_user_version"), _state!.Engine.Version, "version");
        }

        if (output.Has("local.sql"))
        {
            foreach (var table in output.GetProperty("local.sql").EnumerateObject())
                VectorCase.Equal(table.Value.GetInt64(), _local!.Engine.Read(connection => connection.QueryInt64($"SELECT count(*) FROM {table.Name}")), table.Name);
            VectorCase.Equal(output.I32("local_user_version"), _local!.Engine.Version, "version of local.sql");
        }

        if (output.Has("atxs"))
            CheckAtxs(output.GetProperty("atxs"));
        if (output.Has("layers"))
            CheckLayers(output.GetProperty("layers"));
        if (output.Has("accounts") && output.GetProperty("accounts").ValueKind == JsonValueKind.Array)
            CheckAccounts(output.GetProperty("accounts"));
    }

    public void Dispose()
    {
        _state?.Dispose();
        _local?.Dispose();
        Directory.Delete(_folder, recursive: true);
        _network?.Dispose();
    }

    private void CheckAtxs(JsonElement expected)
    {
        VectorCase.Equal((ulong)expected.GetArrayLength(), _state!.Atxs.Count(null), "ATXs");
        var listed = _state.Atxs.List(new AtxFilter(), new ListWindow(1000)).ToDictionary(atx => atx.Id.ToHex());
        foreach (var row in expected.EnumerateArray())
        {
            var atx = listed[row.Text("id")];
            VectorCase.Equal(
                (row.U32("epoch"), row.Text("pubkey"), row.U32("effective_num_units"), row.U64("base_tick_height"), row.U64("tick_count"), row.U64("weight"), row.Text("coinbase")),
                (atx.PublishEpoch.Value, atx.Smesher.ToHex(), atx.EffectiveUnits, atx.BaseTickHeight, atx.TickCount, atx.Weight, atx.Coinbase.ToHex()),
                row.Text("id"));
        }
    }

    private void CheckLayers(JsonElement expected)
    {
        foreach (var row in expected.EnumerateArray())
        {
            var id = new LayerId(row.U32("id"));
            var layer = _state!.Layers.Find(id) ?? throw new VectorMismatchException($"layer {id} is missing");
            VectorCase.Equal(
                (Text(row, "applied_block"), Text(row, "state_hash"), Text(row, "aggregated_hash"), row.I32("processed") == 1),
                (layer.AppliedBlock?.ToHex(), layer.StateHash?.ToHex(), layer.AggregatedHash?.ToHex(), layer.Processed),
                $"layer {id}");
            VectorCase.Equal(row.I32("blocks"), _state.Blocks.IdsInLayer(id).Count, $"blocks of {id}");
            VectorCase.Equal(row.I32("ballots"), _state.Ballots.IdsInLayer(id).Count, $"ballots of {id}");
            VectorCase.Equal(row.I32("rewards"), _state.Rewards.List(new RewardFilter(id, id), new ListWindow(1000)).Count, $"rewards of {id}");
        }
    }

    private void CheckAccounts(JsonElement expected)
    {
        var listed = _state!.Accounts.List(null, new ListWindow(1000)).ToDictionary(account => account.Address.ToHex());
        VectorCase.Equal(expected.GetArrayLength(), listed.Count, "accounts");
        foreach (var row in expected.EnumerateArray())
        {
            var account = listed[row.Text("address")];
            VectorCase.Equal(
                (row.U64("balance"), row.U64("next_nonce"), row.U32("layer_updated"), Text(row, "template")),
                (account.Balance, account.NextNonce, account.Layer.Value, account.TemplateAddress?.ToHex()),
                row.Text("address"));
        }
    }

    private static string? Text(JsonElement row, string property) => row.Has(property) ? row.Text(property) : null;
}
