using System.Runtime.Intrinsics;
using Spacemesh.Post.Proving;
using Spacemesh.Post.RandomX;
using Spacemesh.Runtime;

namespace Spacemesh.Post.Tests.RandomX;

public sealed class RandomXTests
{
    [Fact]
    public void Library_and_managed_implementation_agree_on_random_inputs()
    {
        var random = new SeededRandom(3);
        byte[] library = new byte[32];
        byte[] managed = new byte[32];
        for (int i = 0; i < 12; i++)
        {
            byte[] input = new byte[random.Next(200)];
            random.Fill(input);
            SharedRandomX.Library.Hash(input, library);
            SharedRandomX.Managed.Hash(input, managed);
            Assert.Equal(library, managed);
        }
    }

    [Fact]
    public unsafe void Interpreted_and_compiled_dataset_programs_agree()
    {
        var programs = SharedRandomX.Managed.Cache.Programs;
        var random = new SeededRandom(4);
        foreach (var program in programs)
        {
            var compiled = SuperscalarCompiler.Compile(program);
            for (int i = 0; i < 100; i++)
            {
                ulong[] slow = [.. Enumerable.Range(0, 8).Select(_ => random.NextUInt64())];
                ulong[] fast = [.. slow];
                program.Interpret(slow);
                fixed (ulong* registers = fast)
                    compiled(registers);
                Assert.Equal(slow, fast);
            }
        }
    }

    [Fact]
    public void Aes_by_table_equals_the_processors()
    {
        var random = new SeededRandom(5);
        Span<byte> bytes = stackalloc byte[32];
        for (int i = 0; i < 1000; i++)
        {
            random.Fill(bytes);
            Vector128<byte> state = Vector128.Create<byte>(bytes[..16]), key = Vector128.Create<byte>(bytes[16..]);
            Assert.Equal(AesRound.Encrypt(state, key), SoftAes.Encrypt(state, key));
            Assert.Equal(AesRound.Decrypt(state, key), SoftAes.Decrypt(state, key));
            Assert.Equal(AesRound.EncryptLast(state, key), SoftAes.EncryptLast(state, key));
        }
    }

    [Fact]
    public async Task Dataset_holds_the_items_of_the_cache()
    {
        const uint Items = 200_000;
        using var dataset = await ComputeAsync(Items);
        RequireItems(dataset, Items);
    }

    [Fact]
    public async Task Cancelled_setup_ends()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await ManagedRandomX.LoadAsync(K2Pow.RandomXKey, new RandomXOptions(), SharedRandomX.Pool, null, stop.Token));
    }

    [Fact]
    public async Task Pool_sets_up_once_and_flags_change_no_result()
    {
        using var pool = new RandomXPool(new RandomXOptions { Flags = RandomXFlags.HardAes | (RandomXFlags)512, LargePages = false }, SharedRandomX.Pool);
        var first = await pool.GetAsync(RandomXMode.Light);
        Assert.Same(first, await pool.GetAsync(RandomXMode.Light));
        byte[] plain = new byte[32];
        byte[] shared = new byte[32];
        first.Hash("flags"u8, plain);
        SharedRandomX.Library.Hash("flags"u8, shared);
        Assert.Equal(shared, plain);
        first.Dispose();
        Assert.Throws<ObjectDisposedException>(() => first.Hash("flags"u8, plain));
    }

    /// <summary>Whether the machine has reserved such pages or not: both ways the hashes are those of small pages, and the description says which it is.</summary>
    [Theory]
    [InlineData(true, null)]
    [InlineData(false, RandomXFlags.LargePages | RandomXFlags.HardAes | RandomXFlags.Jit)]
    public async Task Large_pages_are_used_where_they_are_permitted_and_small_ones_else(bool largePages, RandomXFlags? flags)
    {
        using var randomX = await RandomXLoader.LoadAsync(
            K2Pow.RandomXKey, new RandomXOptions { Implementation = RandomXImplementation.Library, LargePages = largePages, Flags = flags }, SharedRandomX.Pool);
        byte[] hash = new byte[32];
        byte[] expected = new byte[32];
        randomX.Hash("pages"u8, hash);
        SharedRandomX.Managed.Hash("pages"u8, expected);
        Assert.Equal(expected, hash);
        // 256 MiB are 128 pages of 2 MiB; a machine without so many free ones cannot give them.
        if (FreeLargePages() < 128)
            Assert.DoesNotContain("large pages", randomX.Description, StringComparison.Ordinal);
    }

    private static long FreeLargePages() => File.Exists("/proc/meminfo")
        && File.ReadLines("/proc/meminfo").FirstOrDefault(line => line.StartsWith("HugePages_Free:", StringComparison.Ordinal)) is { } line
            ? long.Parse(line["HugePages_Free:".Length..].Trim(), System.Globalization.CultureInfo.InvariantCulture) : 0;

    private static async Task<ManagedDataset> ComputeAsync(uint items) =>
        await ManagedDataset.ComputeAsync(SharedRandomX.Managed.Cache, SharedRandomX.Pool, null, default, items);

    private static unsafe void RequireItems(ManagedDataset dataset, uint items)
    {
        ulong* item = stackalloc ulong[8];
        foreach (uint number in (uint[])[0, 1, 65535, 65536, 131071, items - 1])
        {
            SharedRandomX.Managed.Cache.ComputeItem(number, item);
            Assert.True(new ReadOnlySpan<byte>(item, 64).SequenceEqual(new ReadOnlySpan<byte>(dataset.Pointer + (64 * (nuint)number), 64)), $"item {number}");
        }
    }
}
