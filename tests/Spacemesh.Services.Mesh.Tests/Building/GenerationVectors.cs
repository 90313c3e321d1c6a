using Spacemesh.Codec;
using Spacemesh.Ports.Local;
using Spacemesh.Primitives;
using Spacemesh.Proposals;
using Spacemesh.Runtime;
using Spacemesh.Services.Mesh.Building;
using Spacemesh.Services.Mesh.Tests.Support;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Services.Mesh.Tests.Building;

/// <summary>Active sets from trusted updates, grades and first blocks, and that they are kept.</summary>
[VectorFile("06-active-set-generate")]
internal sealed class GenerationVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var given = vector.In;
        var target = new EpochId(given.U32("target_epoch"));
        long start = given.Has("epoch_start_unix_ns") ? given.I64("epoch_start_unix_ns") : 0;
        var network = BuilderNetwork.BeginningAt(given.U32("layers_per_epoch"), target, start);
        using var world = new BuilderWorld(
            network,
            new ProposalOptions { LayerSize = 10 },
            new BuilderOptions { NetworkDelay = new TimeSpan(given.I64("network_delay_ns") / 100), GoodAtxsPercent = given.I32("good_atx_percent") },
            new VirtualScheduler().TimeProvider);
        GivenRows.AddAtxs(world, given.GetProperty("atxs"));
        foreach (var row in given.GetProperty("malicious").EnumerateArray())
            world.State.MaliciousIdentities.Add(NodeId.FromBytes(row.Hex("node_id")), new ScaleBytes(new byte[] { 1 }), row.I64("proof_received_unix_ns"));
        foreach (var row in given.GetProperty("active_sets").EnumerateArray())
            GivenRows.AddActiveSet(world, target, row);
        GivenRows.AddBallots(world, given.GetProperty("ballots"));
        GivenRows.AddAppliedBlocks(world, given.GetProperty("applied_blocks"));
        GivenRows.AddFallbacks(world, given.GetProperty("fallbacks"));

        var current = new LayerId(given.U32("current_layer"));
        (var set, string? failure) = Await.Now(world.Sets.GetAsync(current, target, default).AsTask());
        var expected = vector.Out;
        VectorCase.Equal(expected.Has("error"), set is null, $"fails ({failure})");
        var stored = world.Local.PreparedActiveSets.Find(ActiveSetKind.Tortoise, target);
        VectorCase.Equal(set is not null, stored is not null, "stored");
        if (set is null)
            return;
        VectorCase.Equal(expected.Text("hash"), set.Id.ToHex(), "hash");
        VectorCase.Equal(expected.U64("weight"), set.Weight, "weight");
        if (expected.Has("ids"))
            VectorCase.Equal(string.Join(',', GivenRows.Ids(expected).Select(id => id.ToHex())), string.Join(',', set.Atxs.Select(id => id.ToHex())), "ids");
        else
            VectorCase.Equal(expected.I32("count"), set.Atxs.Count, "count");
        VectorCase.Equal(set.Atxs, stored!.Atxs, "stored ids");
        VectorCase.Equal(set.Weight, stored.Weight, "stored weight");

        // A kept set is read, whatever the ATXs are by then.
        world.Add(BuilderWorld.Atx(AtxId.FromBytes(Enumerable.Repeat((byte)0xee, 32).ToArray()), default, new EpochId(target.Value - 1), 1, 1, 0, long.MinValue));
        (var again, _) = Await.Now(world.Sets.GetAsync(current, target, default).AsTask());
        VectorCase.Equal(set.Id, again!.Id, "hash of the kept set");
    }
}
