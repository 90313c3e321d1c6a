using System.Text.Json;
using Spacemesh.Codec;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Activation;
using Spacemesh.Wire.Ballots;
using Spacemesh.Wire.Blocks;

namespace Spacemesh.Services.Mesh.Tests.Building;

/// <summary>Database rows as the golden files of active sets and of the builder write them.</summary>
internal static class GivenRows
{
    public static void AddAtxs(BuilderWorld world, JsonElement rows)
    {
        foreach (var row in rows.EnumerateArray())
        {
            world.Add(BuilderWorld.Atx(
                AtxId.FromBytes(row.Hex("id")),
                NodeId.FromBytes(row.Hex("node_id")),
                new EpochId(row.U32("publish_epoch")),
                row.U32("num_units"),
                row.U64("tick_count"),
                row.U64("vrf_nonce"),
                row.I64("received_unix_ns")));
        }
    }

    public static void AddBallots(BuilderWorld world, JsonElement rows)
    {
        foreach (var row in rows.EnumerateArray())
        {
            EpochData? data = row.Has("epoch_data") ? Data(row.GetProperty("epoch_data")) : null;
            var inner = new InnerBallot(new LayerId(row.U32("layer")), AtxId.FromBytes(row.Hex("atx")), default, default, data);
            world.State.Ballots.Add(
                BallotId.FromBytes(row.Hex("id")), new Ballot(inner, default, NodeId.FromBytes(row.Hex("node_id")), Votes.None, default, default));
        }
    }

    public static void AddActiveSet(BuilderWorld world, EpochId epoch, JsonElement row) =>
        world.State.ActiveSets.Add(Hash32.FromBytes(row.Hex("hash")), new EpochActiveSet(epoch, Ids(row).ToScaleList()));

    public static void AddAppliedBlocks(BuilderWorld world, JsonElement rows)
    {
        foreach (var row in rows.EnumerateArray())
        {
            var block = Scale.Decode<Block>(row.Hex("inner_block"));
            var id = BlockId.FromBytes(row.Hex("id"));
            world.State.Blocks.Add(id, block);
            world.State.Layers.SetApplied(block.LayerIndex, id);
        }
    }

    public static void AddFallbacks(BuilderWorld world, JsonElement rows)
    {
        foreach (var row in rows.EnumerateArray())
            world.Sets.UseFallback(new EpochId(row.U32("epoch")), [.. Ids(row)]);
    }

    public static IEnumerable<AtxId> Ids(JsonElement row) => row.GetProperty("ids").EnumerateArray().Select(id => AtxId.FromBytes(id.Hex()));

    private static EpochData Data(JsonElement data) =>
        new(Hash32.FromBytes(data.Hex("active_set_hash")), Beacon.FromBytes(data.Hex("beacon")), data.U32("eligibility_count"));
}
