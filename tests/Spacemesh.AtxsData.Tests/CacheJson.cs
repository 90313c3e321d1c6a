using System.Text.Json;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.AtxsData.Tests;

/// <summary>The golden form of a cache's content.</summary>
internal static class CacheJson
{
    public static void Compare(JsonElement expected, ConsensusCache cache)
    {
        VectorCase.Equal(expected.U32("evicted"), cache.Evicted.Value, "evicted");
        var malicious = expected.GetProperty("malicious").EnumerateArray().Select(node => NodeId.FromBytes(node.Hex()));
        VectorCase.Equal(string.Join(',', malicious.Order()), string.Join(',', cache.MaliciousIdentities()), "malicious");

        var epochs = expected.GetProperty("by_target_epoch").EnumerateObject().ToList();
        VectorCase.Equal(
            string.Join(',', epochs.Select(epoch => uint.Parse(epoch.Name)).Order()),
            string.Join(',', cache.Epochs().Select(epoch => epoch.Value)),
            "target epochs");
        foreach (var epoch in epochs)
        {
            var target = new EpochId(uint.Parse(epoch.Name));
            var wanted = epoch.Value.EnumerateArray().Select(Entry).OrderBy(entry => entry.Id);
            var present = cache.Snapshot(target).OrderBy(entry => entry.Id);
            VectorCase.Equal(string.Join('\n', wanted), string.Join('\n', present), $"target epoch {target}");
        }

        var managed = expected.GetProperty("managed").EnumerateObject()
            .SelectMany(epoch => epoch.Value.EnumerateObject().Select(own => $"{epoch.Name} {own.Name} {own.Value.GetString()}"));
        var ours = cache.Epochs().SelectMany(epoch => cache.Managed(epoch).Select(own => $"{epoch.Value} {own.Key.ToHex()} {own.Value.ToHex()}"));
        VectorCase.Equal(string.Join('\n', managed.Order(StringComparer.Ordinal)), string.Join('\n', ours.Order(StringComparer.Ordinal)), "managed");
    }

    private static AtxEntry Entry(JsonElement entry) => new(
        AtxId.FromBytes(entry.Hex("id")),
        NodeId.FromBytes(entry.Hex("node")),
        Address.FromBytes(entry.Hex("coinbase")),
        entry.U64("weight"),
        entry.U64("base_height"),
        entry.U64("height"),
        entry.U64("nonce"));
}
