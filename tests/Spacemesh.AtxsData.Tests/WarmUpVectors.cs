using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.AtxsData.Tests;

/// <summary>The cache after the start-up warm-up from given rows, and its answers.</summary>
[VectorFile("04-atxsdata-warmup")]
public sealed class WarmUpVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var input = vector.In;
        var cache = new ConsensusCache();
        cache.Register(NodeId.FromBytes(input.Hex("own")));
        var applied = new EpochId(input.U32("last_applied_layer") / input.U32("layers_per_epoch"));
        if (ConsensusCache.EvictedAtStart(applied, input.U32("keep")) is { } evicted)
            cache.EvictEpoch(evicted);
        foreach (var row in input.GetProperty("atxs_rows").EnumerateArray())
        {
            var entry = AtxEntry.Create(
                AtxId.FromBytes(row.Hex("id")),
                NodeId.FromBytes(row.Hex("pubkey")),
                Address.FromBytes(row.Hex("coinbase")),
                row.U32("effective_num_units"),
                row.U64("base_tick_height"),
                row.U64("tick_count"),
                row.U64("nonce"));
            if (row.U32("epoch") >= cache.Evicted.Value)
                cache.TryAdd(new EpochId(row.U32("epoch") + 1), entry, malicious: false);
        }

        foreach (var identity in input.GetProperty("identities").EnumerateArray())
            cache.SetMalicious(NodeId.FromBytes(identity.Hex()));

        CacheJson.Compare(vector.Out, cache);
        var set = vector.Out.GetProperty("weight_for_set");
        var target = new EpochId(set.U32("target"));
        AtxId[] ids = [.. set.GetProperty("set").EnumerateArray().Select(id => AtxId.FromBytes(id.Hex()))];
        var (weight, present) = cache.WeightForSet(target, ids);
        VectorCase.Equal(set.U64("weight"), weight, "weight");
        VectorCase.Equal(string.Join(',', set.GetProperty("used").EnumerateArray().Select(used => used.GetBoolean())), string.Join(',', present), "used");

        foreach (var property in vector.Out.EnumerateObject())
        {
            var epoch = new EpochId(uint.TryParse(property.Name.Split('_')[^1], out uint number) ? number : 0);
            if (property.Name.StartsWith("missing_in_epoch_", StringComparison.Ordinal))
                VectorCase.Equal(Ids(property.Value), string.Join(',', cache.Missing(epoch, ids).Select(id => id.ToHex())), property.Name);
            if (property.Name.StartsWith("high_ticks_in_epoch_", StringComparison.Ordinal))
                CheckHighTicks(property.Value, epoch, cache);
        }
    }

    /// <summary>Equal heights come in any order: compare the heights one by one and the ids as a set.</summary>
    private static void CheckHighTicks(System.Text.Json.JsonElement expected, EpochId epoch, ConsensusCache cache)
    {
        var entries = cache.HighTicks(epoch).ToList();
        var wanted = expected.EnumerateArray().Select(id => AtxId.FromBytes(id.Hex())).ToList();
        VectorCase.Equal(string.Join(',', wanted.Order().Select(id => id.ToHex())), string.Join(',', entries.Select(entry => entry.Id).Order().Select(id => id.ToHex())), "high ticks");
        var heights = wanted.Select(id => cache.TryGet(epoch, id, out var entry) ? entry.Height : 0);
        VectorCase.Equal(string.Join(',', heights), string.Join(',', entries.Select(entry => entry.Height)), "heights");
    }

    private static string Ids(System.Text.Json.JsonElement list) => string.Join(',', list.EnumerateArray().Select(id => id.GetString()));
}
