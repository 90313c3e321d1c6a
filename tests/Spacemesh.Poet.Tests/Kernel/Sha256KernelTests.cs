using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;
using Spacemesh.Poet.Kernel;
using Spacemesh.Poet.Work;

namespace Spacemesh.Poet.Tests.Kernel;

public sealed class Sha256KernelTests
{
    public static TheoryData<string> Kernels() => ShaNiKernel.IsSupported ? [Sha256Kernel.Best.Name, new ScalarSha256Kernel().Name] : [new ScalarSha256Kernel().Name];

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Node_of_any_lengths_is_the_librarys_hash(string name)
    {
        var kernel = Named(name);
        for (int length = 0; length < 300; length++)
        {
            var data = Bytes(length, 3);
            var hash = new byte[32];
            new WorkHasher(data.AsSpan(0, length / 3), kernel).Node(data.AsSpan(length / 3, length / 2), data.AsSpan((length / 3) + (length / 2)), hash);
            Assert.Equal(SHA256.HashData(data), hash);
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Pair_of_chains_equals_two_chains(string name)
    {
        var kernel = Named(name);
        for (int count = 0; count < 20; count++)
        {
            byte[] first = Bytes(32, count), second = Bytes(32, count + 100);
            byte[] expectedFirst = [.. first], expectedSecond = [.. second];
            for (int i = 0; i < count; i++)
            {
                expectedFirst = SHA256.HashData(expectedFirst);
                expectedSecond = SHA256.HashData(expectedSecond);
            }

            kernel.NestPair(first, second, count);
            Assert.Equal(expectedFirst, first);
            Assert.Equal(expectedSecond, second);
        }
    }

    [Fact]
    public void Kernels_agree_on_random_labels() => Check.QuickThrowOnFailure(Prop.ForAll(
        ArbMap.Default.ArbFor<byte[]>(),
        ArbMap.Default.ArbFor<byte[]>(),
        (statement, data) =>
        {
            byte[] fast = new byte[32], portable = new byte[32];
            new WorkHasher(statement).Label(data, fast);
            new WorkHasher(statement, new ScalarSha256Kernel()).Label(data, portable);
            return fast.AsSpan().SequenceEqual(portable);
        }));

    [Theory]
    [InlineData(0)]
    [InlineData(63)]
    [InlineData(65)]
    public void Blocks_that_are_not_whole_are_refused(int length) =>
        Assert.Throws<ArgumentException>(() => Sha256Kernel.Best.Hash(new byte[length], 0, new byte[32]));

    [Fact]
    public void Work_allocates_nothing_per_leaf()
    {
        var work = new SequentialWork(new MemoryWorkStore(new byte[32], 40));
        work.Advance(1100);
        long before = GC.GetAllocatedBytesForCurrentThread();
        work.Advance(2100);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static Sha256Kernel Named(string name) => name == Sha256Kernel.Best.Name ? Sha256Kernel.Best : new ScalarSha256Kernel();

    private static byte[] Bytes(int length, int seed) => [.. Enumerable.Range(0, length).Select(i => (byte)((i * 31) + seed))];
}
