using System.Text;
using System.Text.Json;
using Spacemesh.AtxsData;
using Spacemesh.Blocks;
using Spacemesh.Codec;
using Spacemesh.Ports.Chain;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Services.Mesh.Execution;
using Spacemesh.Services.Mesh.Tests.Support;
using Spacemesh.Storage.Memory;
using Spacemesh.Testing.Vectors;
using Spacemesh.Tortoise;
using Spacemesh.Wire.Ballots;
using Spacemesh.Wire.Blocks;

namespace Spacemesh.Services.Mesh.Tests;

/// <summary>Scripts of the mesh over scripted votes: after every step error, calls, missing blocks and all tables.</summary>
[VectorFile("06-mesh")]
public sealed class MeshVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        using var script = new Script(vector.In.GetProperty("init"));
        VectorCase.Equal(Tables.Expected(vector.In.GetProperty("init").GetProperty("state")), script.Dump(), "initial state");
        int number = 0;
        foreach (var step in vector.Out.GetProperty("steps").EnumerateArray())
        {
            var given = step.GetProperty("in");
            var expected = step.GetProperty("out");
            string where = $"step {number++} {given.Text("do")}";
            script.Node.Votes.Calls.Clear();
            script.Run(given, out string? error, out var missing);
            // Not found is null here, not an error text.
            string? wanted = expected.Has("error") ? expected.Text("error") : null;
            if (given.Text("do") != "get_hare_output")
                VectorCase.Equal(wanted, error, $"{where}: error");
            else
                VectorCase.Equal(wanted is not null, error is not null, $"{where}: not found");
            VectorCase.Equal(Ids(expected, "missing"), string.Join(' ', missing.Select(id => id.ToHex())), $"{where}: missing");
            VectorCase.Equal(Ids(expected, "missing_channel"), script.TakeMissing(), $"{where}: blocks to fetch");
            VectorCase.Equal(
                string.Join('\n', expected.GetProperty("tortoise_calls").EnumerateArray().Select(Call)), string.Join('\n', script.Node.Votes.Calls), $"{where}: calls");
            VectorCase.Equal(Tables.Expected(expected.GetProperty("state"), afterRestart: given.Text("do") == "restart"), script.Dump(), $"{where}: state");
        }
    }

    private static string Ids(JsonElement expected, string name) =>
        expected.Has(name) ? string.Join(' ', expected.GetProperty(name).EnumerateArray().Select(id => id.GetString())) : "";

    private static string Call(JsonElement call) => call.Text("call") switch
    {
        "on_block" => $"on_block {call.U32("layer")} {call.Text("id")} {call.U64("height")}",
        "on_hare_output" => $"on_hare_output {call.U32("layer")} {call.Text("id")}",
        "on_applied" => $"on_applied {call.U32("layer")} {call.Text("opinion")}",
        "tally_votes" => $"tally_votes {call.U32("layer")}",
        string name => name,
    };

    private sealed class Script : IDisposable
    {
        private readonly MemoryStateDatabase _state = new();

        public Script(JsonElement init)
        {
            var genesis = new LayerId(init.U32("effective_genesis"));
            uint layersPerEpoch = init.U32("layers_per_epoch");
            var network = new NetworkParameters
            {
                LayersPerEpoch = layersPerEpoch,
                LayerDuration = TimeSpan.FromMinutes(5),
                GenesisTime = DateTimeOffset.UnixEpoch,
                GoldenAtx = default,
                AddressPrefix = "sm",
                RestoreLayer = genesis.Value == (2 * layersPerEpoch) - 1 ? null : genesis.Add(1),
            };
            Node = new ScriptedNode(network, _state);
            foreach (var atx in init.GetProperty("atxs").EnumerateArray())
            {
                foreach (var epoch in atx.GetProperty("epochs").EnumerateArray())
                {
                    var entry = new AtxEntry(
                        AtxId.FromBytes(atx.Hex("atx")), NodeId.FromBytes(atx.Hex("node")), Address.FromBytes(atx.Hex("coinbase")), atx.U64("weight"), 0, 0, 0);
                    Node.Atxs.TryAdd(new EpochId(epoch.GetUInt32()), entry, malicious: false);
                }
            }
        }

        public ScriptedNode Node { get; }

        public void Dispose() => _state.Dispose();

        public void Run(JsonElement step, out string? error, out IReadOnlyList<BlockId> missing)
        {
            error = null;
            missing = [];
            if (step.TryGetProperty("results", out var results))
                Node.Votes.Results = [.. results.EnumerateArray().Select(Result)];
            try
            {
                error = Do(step);
            }
            catch (MissingBlocksException exception)
            {
                error = exception.Message;
                missing = exception.Blocks;
            }
            catch (Exception exception) when (exception is LayerOrderException or ExecutionException)
            {
                error = exception.Message;
            }
        }

        /// <summary>What waits to be fetched, in the order of a fetch, and forgets it as the background task would.</summary>
        public string TakeMissing()
        {
            if (Node.Mesh.MissingBlocks.Count == 0)
                return "";
            using var stop = new CancellationTokenSource();
            _ = Node.Mesh.RunAsync(stop.Token);
            stop.Cancel();
            var ids = Node.Fetches.Fetched[^1].Ids;
            return string.Join(' ', ids.Select(id => Spacemesh.Wire.ShortIds.ToBlockId(id).ToHex()));
        }

        public string Dump() => Tables.Stored(Node);

        private static LayerResult Result(JsonElement result)
        {
            var layer = new LayerId(result.U32("layer"));
            return new LayerResult(
                layer,
                result.Flag("verified"),
                Hash32.FromBytes(result.Hex("opinion")),
                [.. result.GetProperty("blocks").EnumerateArray().Select(block => Block(layer, block))]);
        }

        private static BlockResult Block(LayerId layer, JsonElement block)
        {
            string flags = block.Text("flags");
            return new BlockResult(
                new Vote(BlockId.FromBytes(block.Hex("id")), layer, block.U64("height")),
                Data: flags.Contains('D', StringComparison.Ordinal),
                Hare: flags.Contains('H', StringComparison.Ordinal),
                Valid: flags.Contains('V', StringComparison.Ordinal),
                Invalid: flags.Contains('I', StringComparison.Ordinal),
                Local: flags.Contains('L', StringComparison.Ordinal));
        }

        private string? Do(JsonElement step)
        {
            if (step.Text("do") == "restart")
            {
                Restart(step);
                return null;
            }

            var layer = new LayerId(step.U32("layer"));
            switch (step.Text("do"))
            {
                case "add_block":
                    Await.Now(Node.Mesh.AddBlockAsync(Scale.Decode<Block>(step.Hex("inner_block"))));
                    return null;
                case "process_layer":
                    Await.Now(Node.Mesh.ProcessLayerAsync(layer));
                    return null;
                case "process_layer_per_hare_output":
                    var output = BlockId.FromBytes(step.Hex("block"));
                    Await.Now(Node.Mesh.ProcessHareOutputAsync(layer, output.IsZero() ? null : output, step.Flag("executed")));
                    return null;
                case "execute_optimistic":
                    ExecuteOptimistic(layer, step);
                    return null;
                case "store_certificate":
                    StoreCertificate(layer, step);
                    return null;
                case "get_hare_output":
                    if (_state.Certificates.HareOutput(layer) is not { } found)
                        return "not found";
                    VectorCase.Equal(step.Text("expect_block"), found.ToHex(), "hare output");
                    return null;
                default:
                    throw new VectorMismatchException($"unknown step {step.Text("do")}");
            }
        }

        private void Restart(JsonElement step)
        {
            if (step.TryGetProperty("ballot_added_in_layer", out var ballotLayer))
            {
                var inner = new InnerBallot(new LayerId(ballotLayer.GetUInt32()), default, default, default, null);
                var ballot = new Ballot(inner, default, default, Votes.None, default, default);
                _state.Ballots.Add(ballot.ComputeId(), ballot);
            }

            Node.Restart();
        }

        private void ExecuteOptimistic(LayerId layer, JsonElement step)
        {
            var rewards = step.Has("rewards")
                ? step.GetProperty("rewards").EnumerateArray().Select(reward => new AnyReward(AtxId.FromBytes(reward.Hex("atx")), new RatNum(reward.U64("num"), reward.U64("denom")))).ToScaleList()
                : default;
            var transactions = step.GetProperty("txs").EnumerateArray().Select(id => TransactionId.FromBytes(id.Hex())).ToScaleList();
            var block = Await.Now(Node.Mesh.ExecuteAsync(new BlockPlan(layer, step.U64("tick_height"), rewards, default, transactions, Optimistic: true)));
            if (step.Has("expect_inner_block"))
                VectorCase.Equal(step.Hex("expect_inner_block"), Scale.Encode(block), "block");
            if (step.Has("expect_block"))
                VectorCase.Equal(step.Text("expect_block"), block.ComputeId().ToHex(), "block id");
        }

        private void StoreCertificate(LayerId layer, JsonElement step)
        {
            var block = BlockId.FromBytes(step.Hex("block"));
            switch (step.Text("kind"))
            {
                case "full":
                    _state.Certificates.Add(layer, new Certificate(block, default));
                    break;
                case "valid":
                    _state.Certificates.SetHareOutput(layer, block);
                    break;
                case "invalid":
                    _state.Certificates.SetHareOutputInvalid(layer, block);
                    break;
                default:
                    throw new VectorMismatchException($"unknown certificate {step.Text("kind")}");
            }
        }
    }

    /// <summary>The tables as lines of text, sorted.</summary>
    private static class Tables
    {
        public static string Expected(JsonElement state, bool afterRestart = false)
        {
            var lines = new List<string>();
            uint inState = state.U32("in_state");
            foreach (var row in state.GetProperty("layers").EnumerateArray())
            {
                // The reference leaves the hash of a layer that it took back at the start; we forget it (spec 10 §7).
                bool forgotten = afterRestart && row.U32("id") > inState;
                lines.Add(Layer(
                    row.U32("id"),
                    row.Has("weak_coin") ? row.I32("weak_coin") != 0 : null,
                    row.Has("processed"),
                    Text(row, "applied_block"),
                    forgotten ? null : Text(row, "state_hash"),
                    Text(row, "aggregated_hash")));
            }

            lines.AddRange(state.GetProperty("blocks").EnumerateArray().Select(row =>
                $"block {row.Text("id")} {row.U32("layer")} {(row.Has("validity") ? row.I32("validity") : 0)}"));
            lines.AddRange(state.GetProperty("certificates").EnumerateArray().Select(row =>
                $"certificate {row.U32("layer")} {row.Text("block")} {row.I32("has_cert") != 0} {row.I32("valid") != 0}"));
            lines.AddRange(state.GetProperty("rewards").EnumerateArray().Select(row =>
                $"reward {row.U32("layer")} {row.Text("pubkey")} {row.Text("coinbase")} {row.U64("total_reward")} {row.U64("layer_reward")}"));
            lines.AddRange(state.GetProperty("accounts").EnumerateArray().Select(row =>
                $"account {row.Text("address")} {row.U32("layer_updated")} {row.U64("balance")} {row.U64("next_nonce")}"));
            return Joined(lines, state.U32("latest"), state.U32("processed"), inState);
        }

        public static string Stored(ScriptedNode node)
        {
            var state = node.State;
            var lines = new List<string>();
            for (uint id = 0; id < node.Network.EffectiveGenesis.Value + 60; id++)
            {
                var layer = new LayerId(id);
                if (state.Layers.Find(layer) is { } row)
                    lines.Add(Layer(id, row.WeakCoin, row.Processed, row.AppliedBlock?.ToHex(), row.StateHash?.ToHex(), row.AggregatedHash?.ToHex()));
                lines.AddRange(state.Blocks.ValidityInLayer(layer).Select(block => $"block {Padded(block.Id)} {id} {Validity(block.Validity)}"));
                lines.AddRange(state.Certificates.InLayer(layer).Select(certificate =>
                    $"certificate {id} {certificate.Block.ToHex()} {certificate.Certificate is not null} {certificate.Valid}"));
                foreach (var account in state.Accounts.Snapshot(layer).Where(account => account.Layer == layer))
                    lines.Add($"account {account.Address.ToHex()} {id} {account.Balance} {account.NextNonce}");
            }

            var smeshers = node.Atxs.Epochs().SelectMany(epoch => node.Atxs.Snapshot(epoch)).Select(atx => atx.Smesher).Distinct();
            lines.AddRange(smeshers.SelectMany(state.Rewards.OfSmesher).Select(reward =>
                $"reward {reward.Layer} {reward.SmesherId.ToHex()} {reward.Coinbase.ToHex()} {reward.TotalReward} {reward.LayerReward}"));
            return Joined(lines, node.Mesh.Latest.Value, node.Mesh.Processed.Value, node.Mesh.Applied.Value);
        }

        private static string Layer(uint id, bool? coin, bool processed, string? applied, string? root, string? opinion) =>
            $"layer {id} coin {coin} processed {processed} applied {applied ?? "-"} root {root ?? "-"} opinion {opinion ?? "-"}";

        private static string? Text(JsonElement row, string name) => row.Has(name) ? row.Text(name) : null;

        private static string Padded(BlockId id) => id.ToHex().PadRight(64, '0');

        private static int Validity(BlockValidity validity) => validity switch
        {
            BlockValidity.Valid => 1,
            BlockValidity.Invalid => -1,
            _ => 0,
        };

        private static string Joined(List<string> lines, uint latest, uint processed, uint inState)
        {
            var text = new StringBuilder($"latest {latest} processed {processed} in state {inState}\n");
            foreach (string line in lines.Order(StringComparer.Ordinal))
                text.Append(line).Append('\n');
            return text.ToString();
        }
    }
}
