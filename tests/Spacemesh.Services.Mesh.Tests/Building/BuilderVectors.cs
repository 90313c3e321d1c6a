using System.Text.Json;
using Spacemesh.Codec;
using Spacemesh.Primitives;
using Spacemesh.Proposals;
using Spacemesh.Proposals.Slots;
using Spacemesh.Runtime;
using Spacemesh.Services.Mesh.Building;
using Spacemesh.Services.Mesh.Tests.Support;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Ballots;
using Spacemesh.Wire.Proposals;

namespace Spacemesh.Services.Mesh.Tests.Building;

/// <summary>Layers one after the other: what is published, byte for byte.</summary>
[VectorFile("06-builder")]
internal sealed class BuilderVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var config = vector.In.GetProperty("config");
        uint layersPerEpoch = config.U32("layers_per_epoch");
        var epoch = new EpochId(vector.In.GetProperty("steps").EnumerateArray().First().U32("layer") / layersPerEpoch);
        using var world = new BuilderWorld(
            BuilderNetwork.BeginningAt(layersPerEpoch, epoch, vector.In.I64("epoch_start_unix_ns")),
            new ProposalOptions
            {
                LayerSize = config.U32("layer_size"),
                Hdist = config.U32("hdist"),
                MinimalWeights = new MinimalWeights([.. config.GetProperty("minimal_active_set_weight").EnumerateArray().Select(entry => new MinimalWeight(new EpochId(entry.U32("epoch")), entry.U64("weight")))]),
            },
            new BuilderOptions { NetworkDelay = new TimeSpan(config.I64("network_delay_ns") / 100), GoodAtxsPercent = config.I32("good_atx_percent") },
            new VirtualScheduler().TimeProvider);
        var keys = vector.In.GetProperty("keys").EnumerateArray().ToDictionary(key => key.Text("node_id"), key => key.Hex("private_key"));
        foreach (var registered in vector.In.GetProperty("registered").EnumerateArray())
            world.Register(keys[registered.GetString()!]);
        var expected = vector.Out.ValueKind == JsonValueKind.Array ? vector.Out : vector.Out.GetProperty("steps");
        int index = 0;
        bool recorded = true;
        foreach (var (step, result) in vector.In.GetProperty("steps").EnumerateArray().Zip(expected.EnumerateArray()))
        {
            Step(world, step, result, recorded, $"step {index++}");
            // The recorder's publisher kept what came to the first step that published anything: of the steps after it nothing is on
            // record (layer 17 of "mesh hash selection" has two slots and a proposal, spec 06 §16.2; see BuilderRuleTests).
            recorded &= result.GetProperty("proposals").GetArrayLength() == 0;
        }

        VectorCase.Equal(vector.In.GetProperty("steps").GetArrayLength(), index, "steps");
    }

    private static void Step(BuilderWorld world, JsonElement step, JsonElement expected, bool recorded, string where)
    {
        Prepare(world, step);
        world.Published.Clear();
        var report = Await.Now(world.Builder.BuildAsync(new LayerId(step.U32("layer"))));
        VectorCase.Equal(expected.Has("error"), report.Failures.Count > 0, $"{where}: fails ({string.Join("; ", report.Failures)})");
        var proposals = expected.GetProperty("proposals").EnumerateArray().OrderBy(proposal => proposal.Text("node_id"), StringComparer.Ordinal).ToList();
        if (!recorded && proposals.Count == 0)
            return;
        var published = world.Published.OrderBy(data => Scale.Decode<Proposal>(data).Inner.Ballot.SmesherId).ToList();
        VectorCase.Equal(proposals.Count, published.Count, $"{where}: proposals");
        foreach (var (given, data) in proposals.Zip(published))
        {
            var proposal = Scale.Decode<Proposal>(data);
            var ballot = proposal.Inner.Ballot;
            VectorCase.Equal(given.Text("node_id"), ballot.SmesherId.ToHex(), $"{where}: identity");
            VectorCase.Equal(Proofs(given), string.Join(' ', ballot.EligibilityProofs.Select(proof => $"{proof.J}:{proof.Sig.ToHex()}")), $"{where}: proofs");
            VectorCase.Equal(given.Text("mesh_hash"), proposal.Inner.MeshHash.ToHex(), $"{where}: mesh hash");
            VectorCase.Equal(given.Hex("data"), data, $"{where}: proposal");
            VectorCase.Equal(given.Text("ballot_id"), ballot.ComputeId().ToHex(), $"{where}: ballot id");
            VectorCase.Equal(given.Hex("ballot_signed_bytes"), ballot.SignedBytes(), $"{where}: signed bytes of the ballot");
            VectorCase.Equal(given.Text("proposal_id"), proposal.ComputeId().ToHex(), $"{where}: proposal id");
            VectorCase.Equal(given.Hex("proposal_signed_bytes"), proposal.SignedBytes(), $"{where}: signed bytes of the proposal");
        }
    }

    private static string Proofs(JsonElement proposal) =>
        string.Join(' ', proposal.GetProperty("proofs").EnumerateArray().Select(proof => $"{proof.U32("j")}:{proof.Text("sig")}"));

    private static void Prepare(BuilderWorld world, JsonElement step)
    {
        var epoch = world.Clock.Network.EpochOf(new LayerId(step.U32("layer")));
        if (step.Has("add_beacon"))
            world.State.Beacons.Add(epoch, Beacon.FromBytes(step.Hex("add_beacon")));
        if (step.Has("add_atxs"))
            GivenRows.AddAtxs(world, step.GetProperty("add_atxs"));
        if (step.Has("add_ballots"))
            GivenRows.AddBallots(world, step.GetProperty("add_ballots"));
        if (step.Has("add_active_set"))
            GivenRows.AddActiveSet(world, epoch, step.GetProperty("add_active_set"));
        if (step.Has("add_applied_blocks"))
            GivenRows.AddAppliedBlocks(world, step.GetProperty("add_applied_blocks"));
        if (step.Has("fallback_active_sets"))
            GivenRows.AddFallbacks(world, step.GetProperty("fallback_active_sets"));
        if (step.Has("add_hare_outputs_for_layers"))
        {
            foreach (var layer in step.GetProperty("add_hare_outputs_for_layers").EnumerateArray())
                world.State.Certificates.SetHareOutput(new LayerId(layer.GetUInt32()), default);
        }

        if (step.Has("set_mesh_hash"))
        {
            foreach (var row in step.GetProperty("set_mesh_hash").EnumerateArray())
                world.State.Layers.SetAggregatedHash(new LayerId(row.U32("layer")), Hash32.FromBytes(row.Hex("hash")));
        }

        world.LatestVerified = new LayerId(step.U32("verified"));
        world.Opinion = step.Has("tortoise_opinion") ? OpinionOf(step.GetProperty("tortoise_opinion")) : null;
        world.VoteFailure = step.Has("encode_votes_error") ? step.Text("encode_votes_error") : null;
        world.Offered = step.Has("selected_txs") ? [.. step.GetProperty("selected_txs").EnumerateArray().Select(id => TransactionId.FromBytes(id.Hex()))] : [];
        string? problem = step.Has("publish_error") ? step.Text("publish_error") : null;
        world.Handler = _ => problem is null ? null : new InvalidOperationException(problem);
    }

    private static Opinion OpinionOf(JsonElement opinion) => new(Hash32.FromBytes(opinion.Hex("hash")), Scale.Decode<Votes>(opinion.Hex("votes")));
}
