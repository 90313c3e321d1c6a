using Spacemesh.Post.Proving;
using Spacemesh.Primitives;
using Spacemesh.Runtime;

namespace Spacemesh.Post.Tests.Proving;

public sealed class ScanKernelTests
{
    [Theory]
    [InlineData(0ul)]
    [InlineData(1ul << 40)]
    [InlineData(0x00ffffffffffffff)]
    [InlineData(0x0100000000000000)]
    [InlineData(0x7f80000000000000)]
    [InlineData(0xff00000000000001)]
    [InlineData(ulong.MaxValue)]
    public void Kernels_find_the_same_labels_in_the_same_order(ulong difficulty)
    {
        var random = new SeededRandom(difficulty);
        using var keys = new NonceKeys(Hash32.FromBytes(Enumerable.Repeat((byte)9, 32).ToArray()), 32, [1, 2, ulong.MaxValue]);
        foreach (int labels in (int[])[8, 24, 32, 40, 1024, 1032, 3000])
        {
            byte[] data = new byte[16 * labels];
            random.Fill(data);
            var results = ScanKernels.All.Select(kernel => Scan(kernel, data, keys, difficulty)).ToList();
            Assert.All(results, result => Assert.Equal(results[^1], result));
        }
    }

    private static List<GoodLabel> Scan(IScanKernel kernel, byte[] data, NonceKeys keys, ulong difficulty)
    {
        using var scanner = new LabelScanner(kernel);
        var good = new List<GoodLabel>();
        scanner.Scan(data, 1UL << 40, keys, new ProvingDifficulty(difficulty), good);
        return good;
    }
}
