using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Spacemesh.AtxsData;
using Spacemesh.Blocks;
using Spacemesh.Codec;
using Spacemesh.Ports.Network;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.Services.Mesh.Execution;
using Spacemesh.Services.Mesh.Intake;
using Spacemesh.Services.Mesh.Tests.Support;
using Spacemesh.Storage.Sqlite;
using Spacemesh.Storage.Sqlite.Engine;
using Spacemesh.Testing.Vectors;
using Spacemesh.TxPool.Admission;
using Spacemesh.Vm;
using Spacemesh.Wire.Blocks;

namespace Spacemesh.Services.Mesh.Tests;

/// <summary>Scripts of a node's transaction intakes, pool and executor over one database file.</summary>
[VectorFile("07-node-state")]
public sealed class NodeStateVectors : VectorSuite
{
    private const int PerProposal = 100;

    private static readonly Dictionary<string, string[]> Columns = new(StringComparer.Ordinal)
    {
        ["accounts"] = ["address", "balance", "next_nonce", "layer_updated", "template", "state"],
        ["block_transactions"] = ["tid", "bid", "layer"],
        ["proposal_transactions"] = ["tid", "pid", "layer"],
        ["layers"] = ["id", "weak_coin", "processed", "applied_block", "state_hash", "aggregated_hash"],
        ["rewards"] = ["pubkey", "coinbase", "layer", "total_reward", "layer_reward"],
        ["transactions"] = ["id", "header", "result", "layer", "block", "principal", "nonce"],
        ["transactions_results_addresses"] = ["tid", "address"],
    };

    public override void Check(VectorCase vector)
    {
        string folder = Directory.CreateTempSubdirectory("spacemesh-mesh-").FullName;
        try
        {
            using var script = new Script(vector.In, Path.Combine(folder, "state.sql"));
            int number = 0;
            foreach (var expected in vector.Out.GetProperty("ops").EnumerateArray())
            {
                var operation = vector.In.GetProperty("ops")[number];
                script.Check(operation, expected, $"op {number++} {operation.Text("op")}");
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private sealed class Script : IDisposable
    {
        private readonly string _path;
        private readonly SqliteStateDatabase _state;
        private readonly ScriptedNode _node;
        private readonly TransactionIntake _intake;
        private readonly ManualTime _time = new(DateTimeOffset.UnixEpoch);
        private readonly ulong _gasLimit;

        public Script(JsonElement given, string path)
        {
            _path = path;
            _gasLimit = given.U64("gas_limit");
            _state = SqliteStateDatabase.Open(new DatabaseOptions { Path = path, Readers = 1 }, default, NullLogger.Instance);
            byte[] golden = new byte[32];
            given.Hex("genesis_id").CopyTo(golden, 0);
            var network = new NetworkParameters
            {
                LayersPerEpoch = given.U32("layers_per_epoch"),
                LayerDuration = TimeSpan.FromMinutes(5),
                GenesisTime = DateTimeOffset.UnixEpoch,
                GoldenAtx = AtxId.FromBytes(golden),
                AddressPrefix = "sm",
            };
            StateGenesis.InitialiseAccounts(_state, [.. given.GetProperty("genesis_accounts").EnumerateArray().Select(account =>
                EmptyAccount.At(Address.FromBytes(account.Hex("address"))) with { Balance = account.U64("balance") })]);
            _state.Layers.SetApplied(network.EffectiveGenesis, default);
            _node = new ScriptedNode(network, _state, _gasLimit);
            foreach (var atx in given.GetProperty("atxs").EnumerateArray())
            {
                var entry = new AtxEntry(AtxId.FromBytes(atx.Hex("id")), NodeId.FromBytes(atx.Hex("node")), Address.FromBytes(atx.Hex("coinbase")), 1, 0, 0, 0);
                _node.Atxs.TryAdd(new EpochId(atx.U32("target_epoch")), entry, malicious: false);
            }

            _intake = new TransactionIntake(_node.Vm, _state, _node.Pool, new RecordedGossip(), new SyncedNode(), new InlineWorkPool(), _time);
        }

        public void Dispose() => _state.Dispose();

        public void Check(JsonElement operation, JsonElement expected, string where)
        {
            _time.Now += TimeSpan.FromSeconds(1);
            try
            {
                Do(operation, expected, where);
            }
            catch (Exception exception) when (exception is LayerOrderException or ExecutionException)
            {
                VectorCase.Equal(expected.Has("error") ? expected.Text("error") : null, exception.Message, $"{where}: error");
            }

            foreach (var projection in expected.GetProperty("projections").EnumerateObject())
            {
                var actual = _node.Pool.Project(Address.FromBytes(Convert.FromHexString(projection.Name)));
                VectorCase.Equal($"{projection.Value[0]} {projection.Value[1]}", $"{actual.NextNonce} {actual.Balance}", $"{where}: projection of {projection.Name}");
            }
        }

        private void Do(JsonElement operation, JsonElement expected, string where)
        {
            switch (operation.Text("op"))
            {
                case "gossip":
                    Judged(Await.Now(_intake.JudgeAsync(new PeerId("peer"), operation.Hex("raw"), default).AsTask()), operation, expected, where);
                    break;
                case "gossip from self":
                    Judged(Await.Now(_intake.JudgeAsync(default, operation.Hex("raw"), default).AsTask()), operation, expected, where);
                    break;
                case "proposal_tx":
                    Judged(Await.Now(_intake.TakeForProposalAsync(Received(operation), default).AsTask()), operation, expected, where);
                    break;
                case "block_tx":
                    Judged(Await.Now(_intake.TakeForBlockAsync(Received(operation), default).AsTask()), operation, expected, where);
                    break;
                case "link_proposal":
                    _node.Mesh.AddProposalTransactions(new LayerId(operation.U32("layer")), ProposalId.FromBytes(operation.Hex("proposal")), Ids(operation));
                    break;
                case "execute":
                    Execute(operation, expected, where);
                    break;
                case "execute_empty":
                    var empty = new LayerId(operation.U32("layer"));
                    Await.Now(_node.Executor.ExecuteAsync(empty, default, null, transaction => transaction.Layers.SetApplied(empty, default)));
                    Root(expected, "state_root", where);
                    break;
                case "execute_optimistic":
                    ExecuteOptimistic(operation, expected, where);
                    break;
                case "revert_and_reset_layers_above":
                    Await.Now(_node.Executor.RevertAsync(new LayerId(operation.U32("to"))));
                    // Both of the reference's steps are one here (spec 10 §7): there is no root of a layer that is not applied.
                    Root(expected, "state_root_after_layers_reset", where);
                    break;
                case "select_proposal_txs":
                    var selected = _node.Pool.Select(_gasLimit, operation.I64("eligibilities"), PerProposal, new SeededRandom(1));
                    VectorCase.Equal(
                        string.Join(' ', expected.GetProperty("txs").EnumerateArray().Select(id => id.GetString())), string.Join(' ', selected.Select(id => id.ToHex())), $"{where}: transactions");
                    break;
                case "dump_database":
                    Dump(expected.GetProperty("tables"), where);
                    break;
                default:
                    throw new VectorMismatchException($"{where}: unknown operation");
            }
        }

        /// <summary>What a decoder says of malformed bytes is its own; the field that it names has other words too.</summary>
        private static string OwnWords(string error)
        {
            int decoder = error.IndexOf("failed to decode", StringComparison.Ordinal);
            return decoder < 0 ? error : error[..decoder];
        }

        private static ReceivedObject Received(JsonElement operation) => new(Hash32.FromBytes(operation.Hex("expected_id")), new PeerId("peer"), operation.Hex("raw"));

        private static IReadOnlyList<TransactionId> Ids(JsonElement operation) => [.. operation.GetProperty("txs").EnumerateArray().Select(id => TransactionId.FromBytes(id.Hex()))];

        private static ScaleList<AnyReward> Rewards(JsonElement operation) => operation.GetProperty("rewards").EnumerateArray()
            .Select(reward => new AnyReward(AtxId.FromBytes(reward.Hex("atx")), new RatNum(reward.U64("num"), reward.U64("denom"))))
            .ToScaleList();

        private void Judged(Verdict verdict, JsonElement operation, JsonElement expected, string where)
        {
            VectorCase.Equal(expected.Has("ok"), verdict.IsAccept, $"{where}: accepted ({verdict})");
            if (expected.Has("error"))
            {
                VectorCase.Equal(OwnWords(expected.Text("error")), OwnWords(verdict.Reason), $"{where}: error");
                VectorCase.Equal(expected.Flag("reject"), verdict.IsReject, $"{where}: rejected");
            }

            string row = _state.Transactions.Find(TransactionAdmission.IdOf(operation.Hex("raw"))) switch
            {
                null => "none",
                { Header: null } => "without header",
                _ => "with header",
            };
            VectorCase.Equal(expected.Text("row"), row, $"{where}: row");
        }

        private void Execute(JsonElement operation, JsonElement expected, string where)
        {
            var layer = new LayerId(operation.U32("layer"));
            var block = new Block(layer, operation.U64("tick_height"), Rewards(operation), Ids(operation).ToScaleList());
            var id = block.ComputeId();
            Await.Now(_node.Executor.ExecuteAsync(layer, id, block, transaction => transaction.Layers.SetApplied(layer, id)));
            VectorCase.Equal(expected.Text("block_id"), id.ToHex(), $"{where}: block");
            Root(expected, "state_root", where);
        }

        private void ExecuteOptimistic(JsonElement operation, JsonElement expected, string where)
        {
            var layer = new LayerId(operation.U32("layer"));
            var plan = new BlockPlan(layer, operation.U64("tick_height"), Rewards(operation), default, Ids(operation).ToScaleList(), Optimistic: true);
            var block = Await.Now(_node.Mesh.ExecuteAsync(plan));
            _state.Layers.SetApplied(layer, block.ComputeId());
            VectorCase.True(expected.Has("ok"), $"{where}: executed, expected {expected.GetRawText()}");
            VectorCase.Equal(expected.Hex("block"), Scale.Encode(block), $"{where}: block");
            VectorCase.Equal(expected.Text("block_id"), block.ComputeId().ToHex(), $"{where}: block id");
            VectorCase.Equal(
                string.Join(' ', expected.GetProperty("block_txs").EnumerateArray().Select(id => id.GetString())), string.Join(' ', block.TxIds.Select(id => id.ToHex())), $"{where}: transactions");
            Root(expected, "state_root", where);
        }

        private void Root(JsonElement expected, string name, string where) =>
            VectorCase.Equal(expected.Text(name), _state.Layers.LatestStateHash()?.ToHex(), $"{where}: state root");

        private void Dump(JsonElement tables, string where)
        {
            using var connection = Connection.Open(_path, ConnectionMode.ReadOnly, TimeSpan.FromSeconds(5));
            foreach (var table in tables.EnumerateObject())
            {
                var columns = Columns[table.Name];
                VectorCase.Equal(TableDump.Expected(table.Value, columns), TableDump.Stored(connection, table.Name, columns), $"{where}: table {table.Name}");
            }
        }
    }
}
