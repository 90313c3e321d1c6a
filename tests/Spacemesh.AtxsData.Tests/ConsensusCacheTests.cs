using System.Buffers.Binary;
using Spacemesh.Primitives;

namespace Spacemesh.AtxsData.Tests;

public sealed class ConsensusCacheTests
{
    [Fact]
    public void Cache_of_many_atxs_finds_each_and_no_other()
    {
        var cache = new ConsensusCache();
        var target = new EpochId(7);
        const int Count = 20_000;
        for (uint i = 0; i < Count; i++)
            Assert.True(cache.TryAdd(target, Entry(i, i), malicious: false));
        for (uint i = 0; i < Count; i++)
        {
            Assert.True(cache.TryGet(target, Entry(i, i).Id, out var entry));
            Assert.Equal(i, entry.Weight);
            Assert.False(cache.TryAdd(target, Entry(i, 0), malicious: false));
        }

        Assert.False(cache.TryGet(target, Entry(Count, 0).Id, out _));
        Assert.Equal(Count, cache.Count(target));
    }

    [Fact]
    public void Million_atxs_take_at_most_200_bytes_each()
    {
        const int Count = 1_000_000;
        var target = new EpochId(3);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        var cache = new ConsensusCache();
        for (uint i = 0; i < Count; i++)
            cache.TryAdd(target, Entry(i, i), malicious: false);
        long each = (GC.GetTotalMemory(forceFullCollection: true) - before) / Count;
        GC.KeepAlive(cache);
        Assert.InRange(each, 100, 200);
    }

    [Fact]
    public void Own_identity_returns_the_atx_added_last()
    {
        var cache = new ConsensusCache();
        var target = new EpochId(2);
        var own = Entry(1, 10);
        var second = Entry(2, 20) with { Smesher = own.Smesher };
        cache.Register(own.Smesher);
        cache.TryAdd(target, own, malicious: false);
        cache.TryAdd(target, second, malicious: false);
        Assert.True(cache.TryGetByNode(target, own.Smesher, out var entry));
        Assert.Equal(second, entry);
    }

    [Fact]
    public void Foreign_identity_is_found_by_scan()
    {
        var cache = new ConsensusCache();
        var target = new EpochId(2);
        cache.TryAdd(target, Entry(1, 10), malicious: false);
        cache.TryAdd(target, Entry(2, 20), malicious: false);
        Assert.True(cache.TryGetByNode(target, Entry(2, 0).Smesher, out var entry));
        Assert.Equal(20ul, entry.Weight);
        Assert.False(cache.TryGetByNode(target, Entry(3, 0).Smesher, out _));
    }

    [Fact]
    public void Weight_for_set_wraps()
    {
        var cache = new ConsensusCache();
        var target = new EpochId(2);
        cache.TryAdd(target, Entry(1, ulong.MaxValue), malicious: false);
        cache.TryAdd(target, Entry(2, 3), malicious: false);
        Assert.Equal(2ul, cache.WeightForSet(target, [Entry(1, 0).Id, Entry(2, 0).Id]).Weight);
    }

    [Fact]
    public void High_ticks_skips_malicious_and_may_be_left_early()
    {
        var cache = new ConsensusCache();
        var target = new EpochId(2);
        for (uint i = 0; i < 100; i++)
            cache.TryAdd(target, Entry(i, 1) with { Height = i }, malicious: i == 99);
        Assert.Equal([98ul, 97ul, 96ul], cache.HighTicks(target).Take(3).Select(entry => entry.Height));
    }

    private static AtxEntry Entry(uint number, ulong weight)
    {
        Span<byte> bytes = stackalloc byte[32];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, number);
        return new AtxEntry(AtxId.FromBytes(bytes), NodeId.FromBytes(bytes), default, weight, 0, 0, 0);
    }
}
