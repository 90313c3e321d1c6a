using System.Text.Json;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Storage.Sqlite;
using Spacemesh.Storage.Tests.Support;
using Spacemesh.Testing.Vectors;
using Spacemesh.Vm;
using Spacemesh.Vm.Rewards;

namespace Spacemesh.Storage.Tests.Vectors;

/// <summary>A layer of a recorded network executed up to a crash, the restart, and the layer again (spec 10 §7).</summary>
[VectorFile("10-crash")]
internal sealed class CrashVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        using var folder = new TestFolder();
        folder.Unpack(vector.File, "10-network-n1.zip", "n1-state.sql", "state.sql");
        using var state = StateDatabases.OpenState(folder);
        var last = new LayerId(vector.In.U32("L"));
        var layer = last.Add(1);
        var original = vector.Out.GetProperty("original");
        var block = state.Layers.Applied(layer)!.Value;
        VectorCase.Equal(original.Text("applied_block"), block.ToHex(), "applied block");
        VectorCase.Equal(original.Text("state_hash"), state.Layers.StateHash(layer)!.Value.ToHex(), "state hash");
        var opinion = state.Layers.AggregatedHash(layer)!.Value;

        StateRevert.To(state, last);
        Compare(vector.Out.GetProperty("before"), state, last, layer, staleHash: false);
        string crash = vector.In.Text("crash");
        var network = Ids.Network(vector.In.U32("layers_per_epoch"));
        if (crash != "none")
            Execute(state, network, layer, block);
        if (crash == "D")
            Apply(state, layer, block, opinion);
        Compare(vector.Out.GetProperty("after_crash"), state, last, layer, staleHash: false);

        StateRevert.ToLastApplied(state);
        Compare(vector.Out.GetProperty("after_restart"), state, last, layer, staleHash: crash is not ("none" or "D"));
        if (crash == "D")
            return;

        // The reference cannot execute the first layer after genesis again (spec 10 §7); ours must.
        Execute(state, network, layer, block);
        VectorCase.Equal(original.Text("state_hash"), state.Layers.StateHash(layer)!.Value.ToHex(), "state hash of the second execution");
        if (vector.Out.Has("after_execute") && vector.Out.GetProperty("execute_again").Has("ok"))
            Compare(vector.Out.GetProperty("after_execute"), state, last, layer, staleHash: false);
    }

    private static void Execute(SqliteStateDatabase state, NetworkParameters network, LayerId layer, BlockId id)
    {
        var block = state.Blocks.Find(id)!;
        var options = VmOptions.For(network, 100_000_000);
        var rewards = block.Rewards.Select(reward =>
        {
            var atx = state.Atxs.Find(reward.AtxId)!;
            return new CoinbaseReward(atx.Smesher, atx.Coinbase, reward.Weight);
        }).ToList();
        var outcome = new VirtualMachine(options).Apply(layer, [], rewards, new Accounts(state.Accounts));
        using var transaction = state.Begin();
        foreach (var reward in outcome.Rewards)
            VectorCase.Equal(InsertOutcome.Added, transaction.Rewards.Add(reward), "reward");
        foreach (var account in outcome.Accounts)
            VectorCase.Equal(InsertOutcome.Added, transaction.Accounts.Update(account), "account");
        transaction.Layers.SetStateHash(layer, outcome.StateRoot);
        transaction.Commit();
    }

    private static void Apply(SqliteStateDatabase state, LayerId layer, BlockId block, Hash32 opinion)
    {
        using var transaction = state.Begin();
        transaction.Layers.SetApplied(layer, block);
        transaction.Layers.SetAggregatedHash(layer, opinion);
        transaction.Blocks.SetValidity(block, true);
        transaction.Commit();
    }

    private static void Compare(JsonElement expected, SqliteStateDatabase state, LayerId last, LayerId layer, bool staleHash)
    {
        VectorCase.Equal(expected.I64("accounts_above"), Count(state, "accounts", "layer_updated", last), "accounts above");
        VectorCase.Equal(expected.I64("rewards_above"), Count(state, "rewards", "layer", last), "rewards above");
        VectorCase.Equal(expected.U32("last_applied"), state.Layers.LastApplied().Value, "last applied");
        if (staleHash)
        {
            // Ours forgets the hash of the layer that was not applied (spec 10 §7).
            VectorCase.True(state.Layers.StateHash(layer) is null, "a stale state hash is left");
            return;
        }

        VectorCase.Equal(expected.Text("latest_state_hash"), state.Layers.LatestStateHash()!.Value.ToHex(), "latest state hash");
        var row = state.Layers.Find(layer);
        var listed = expected.GetProperty("layer_row").EnumerateArray().Select(value => value.ToString()).ToList();
        VectorCase.Equal(listed[0], row?.AppliedBlock?.ToHex() ?? "", "applied block");
        VectorCase.Equal(listed[1], row?.StateHash?.ToHex() ?? "", "state hash");
        VectorCase.Equal(listed[2], row?.AggregatedHash?.ToHex() ?? "", "opinion");
    }

    private static long Count(SqliteStateDatabase state, string table, string column, LayerId above) =>
        state.Engine.Read(connection => connection.QueryInt64($"SELECT count(*) FROM {table} WHERE {column} > {above.Value}"));

    private sealed class Accounts(IAccountStore store) : IAccountReader
    {
        public Wire.Transactions.Account Get(Address address) => store.Latest(address);
    }
}
