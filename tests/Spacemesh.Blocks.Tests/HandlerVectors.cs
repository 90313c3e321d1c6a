using System.Text.Json;
using Spacemesh.Codec;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Blocks;

namespace Spacemesh.Blocks.Tests;

/// <summary>The check of rewards.</summary>
[VectorFile("05-block-rewards")]
internal sealed class BlockRewardsVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var block = Scale.Decode<Block>(vector.In.Hex("block"));
        VectorCase.Equal(vector.Out.Text("block_id"), block.ComputeId().ToHex(), "block id");
        string? fault = BlockRules.RewardFault(block);
        VectorCase.Equal(vector.Out.Flag("ok"), fault is null, "ok");
        VectorCase.Equal(vector.Out.Has("text") ? vector.Out.Text("text") : "", fault ?? "", "text");
    }
}

/// <summary>Blocks from sync: what is asked in which order, and the verdict.</summary>
[VectorFile("05-block-handler")]
internal sealed class BlockHandlerVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var given = vector.Out.Has("calls") ? vector.Out.GetProperty("calls").EnumerateArray().Select(call => call.GetRawText().Replace(" ", "", StringComparison.Ordinal)).ToList() : [];
        var intake = new BlockIntake(GivenNetwork.Of(vector.In.U32("layers_per_epoch"), vector.In.U32("effective_genesis")));
        var calls = new List<string>();
        foreach (var task in intake.Tasks(vector.In.Hex("data"), Hash32.FromBytes(vector.In.Hex("requested_hash"))))
            Answer(vector, task, calls);
        VectorCase.Equal(string.Join('\n', given), string.Join('\n', calls), "calls");
        string result = intake.Verdict.Kind switch
        {
            VerdictKind.Accept => "success",
            VerdictKind.Reject => "reject",
            _ => "error without penalty",
        };
        VectorCase.Equal(vector.Out.Text("result"), result, intake.Verdict.Reason);
        if (vector.Out.Has("text"))
            VectorCase.Equal(vector.Out.Text("text").Replace("validation reject: ", "", StringComparison.Ordinal), intake.Verdict.Reason, "text");
    }

    private static void Answer(VectorCase vector, BlockTask task, List<string> calls)
    {
        switch (task.Kind)
        {
            case BlockTaskKind.LookUp:
                task.IsStored = vector.In.Flag("already_stored");
                break;
            case BlockTaskKind.AskTortoise:
                calls.Add($$"""{"ask_tortoise_epoch":{{task.Epoch}},"atxs":{{Ids(task.Atxs)}}}""");
                // The tortoise of these cases misses the first and the last.
                if (vector.In.Flag("tortoise_misses_some_atxs"))
                    task.Missing = MissingOf(vector);
                break;
            case BlockTaskKind.FetchAtxs:
                calls.Add($$"""{"register_peer_for":{{Ids(task.Atxs)}}}""");
                calls.Add($$"""{"fetch_atxs":{{Ids(task.Atxs)}}}""");
                task.Failure = Failure(vector, "fetch_atxs");
                break;
            case BlockTaskKind.FetchTransactions:
                calls.Add($$"""{"register_peer_for":{{Ids(task.Block.TxIds)}}}""");
                calls.Add($$"""{"fetch_txs":{{Ids(task.Block.TxIds)}}}""");
                task.Failure = Failure(vector, "fetch_txs");
                break;
            case BlockTaskKind.AddToMesh:
                calls.Add("""{"add_to_mesh":true}""");
                break;
        }
    }

    /// <summary>What the tortoise answered is in the request that followed.</summary>
    private static List<AtxId> MissingOf(VectorCase vector) =>
        [.. vector.Out.GetProperty("calls").EnumerateArray().First(call => call.Has("fetch_atxs")).GetProperty("fetch_atxs").EnumerateArray().Select(id => AtxId.FromBytes(id.Hex()))];

    /// <summary>The last call of a failing case is the one that failed.</summary>
    private static string? Failure(VectorCase vector, string call) =>
        vector.Out.Text("result") != "success" && vector.Out.GetProperty("calls").EnumerateArray().Last().Has(call) ? "failed" : null;

    private static string Ids<T>(IEnumerable<T> ids)
        where T : struct, IFixedBytes<T> =>
        JsonSerializer.Serialize(ids.Select(id => id.ToHex()));
}

/// <summary>The order of the generator's calls.</summary>
[VectorFile("05-generator")]
internal sealed class GeneratorVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var world = new GeneratorWorld(new LayerId(vector.In.U32("last_applied")));
        var calls = new List<string>();
        foreach (var step in vector.In.GetProperty("events_in").EnumerateArray())
        {
            if (step.Has("hare_output"))
                world.Output(new LayerId(step.U32("hare_output")), step.Text("kind"), calls);
            else
                world.Applied(new LayerId(step.U32("then_applied_by_mesh_when_not_pending")), calls);
        }

        var expected = vector.Out.GetProperty("calls_in_order").EnumerateArray().Select(call =>
            string.Join(',', call.EnumerateObject().OrderBy(property => property.Name, StringComparer.Ordinal).Select(property => $"{property.Name}={property.Value.GetRawText().Trim('"')}")));
        VectorCase.Equal(string.Join('\n', expected), string.Join('\n', calls), "calls");
    }

    private sealed class GeneratorWorld(LayerId lastApplied)
    {
        private readonly BlockGenerator _generator = new();
        private readonly SortedSet<uint> _applied = [lastApplied.Value];

        private LayerId LastApplied => new(_applied.Max);

        public void Output(LayerId layer, string kind, List<string> calls)
        {
            calls.Add($"output_arrives={layer}");
            bool empty = kind == "no proposals";
            bool fails = kind is "proposals agree on another mesh hash" or "proposals cannot be fetched";
            VectorCase.True(empty || fails || kind is "proposals have the zero mesh hash" or "proposals agree with the own mesh hash", $"no kind {kind}");
            foreach (var action in _generator.OnOutput(layer, empty ? default : [default(ProposalId)]))
                Act(action, fails, kind == "proposals agree with the own mesh hash", calls);
            Try(calls);
        }

        public void Applied(LayerId layer, List<string> calls)
        {
            calls.Add($"layer_applied_by_mesh={layer}");
            _applied.Add(layer.Value);
            Try(calls);
        }

        private void Try(List<string> calls)
        {
            foreach (var action in _generator.TryOptimistic(LastApplied))
                Act(action, fails: false, optimistic: true, calls);
        }

        private void Act(GeneratorAction action, bool fails, bool optimistic, List<string> calls)
        {
            string id = action.BlockId == default ? "zero id" : "block";
            switch (action.Kind)
            {
                case GeneratorActionKind.Plan:
                    action.Failed = fails;
                    action.Plan = fails ? null : new BlockPlan(action.Layer, 0, default, default, default, optimistic);
                    break;
                case GeneratorActionKind.Execute:
                    calls.Add($"execute_optimistically={action.Layer},fails=false");
                    action.Block = action.Plan!.Build();
                    break;
                case GeneratorActionKind.AddBlock:
                    calls.Add($"add_block_of_layer={action.Layer}");
                    break;
                case GeneratorActionKind.Register:
                    calls.Add($"id={id},register_for_certificate={action.Layer}");
                    action.Failed = true;
                    break;
                case GeneratorActionKind.Certify:
                    calls.Add($"certify_if_eligible={action.Layer},id={id}");
                    action.Failed = true;
                    break;
                case GeneratorActionKind.ProcessLayer:
                    calls.Add($"executed={(action.Executed ? "true" : "false")},id={id},process_layer={action.Layer}");
                    if (action.Executed)
                        _applied.Add(action.Layer.Value);
                    break;
                case GeneratorActionKind.ReleasePatrol:
                    calls.Add($"patrol_released={action.Layer}");
                    break;
                case GeneratorActionKind.ReportFailure:
                    calls.Add($"output_failed={action.Layer}");
                    break;
            }
        }
    }
}
