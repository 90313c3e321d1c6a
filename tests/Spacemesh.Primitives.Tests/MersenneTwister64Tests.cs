using System.Globalization;
using System.Text;

namespace Spacemesh.Primitives.Tests;

public sealed class MersenneTwister64Tests
{
    private static readonly Hash32 BlockSeed = Hash32.FromBytes(Encoding.ASCII.GetBytes("block seed" + new string(' ', 19) + "101"));

    [Fact]
    public void Block_seed_gives_the_printed_outputs()
    {
        // Spec 05 §13.5.
        var generator = MersenneTwister64.FromBlockSeed(BlockSeed);
        Assert.Equal(
            [0x7fbf83503ebeaa8d, 0xb030268b61e8d613, 0xcac148a17bab7b17, 0x5556bc0b447dc743, 0xe7106a482f0a061c],
            Enumerable.Range(0, 5).Select(_ => generator.NextUInt64()));
        generator = MersenneTwister64.FromBlockSeed(BlockSeed);
        Assert.Equal([0xff7f06a0, 0x60604d16, 0x95829142, 0xaaad7816, 0xce20d490], Enumerable.Range(0, 5).Select(_ => generator.NextUInt32()));
    }

    [Theory]
    [InlineData("626c6f636b207365656420202020202020202020202020202020202020313031", "0 2 8 1 5 6 7 4 3 9")]
    [InlineData("626c6f636b207365656420202020202020202020202020202020202020313031", "16 14 2 0 13 9 17 5 1 8 3 18 6 4 15 12 11 10 7 19")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000", "2 6 5 3 9 8 11 1 15 14 0 4 10 12 7 13")]
    [InlineData("ac679c0ac9be63585425ede667d19f8e18f5dcc94079194f4f6eb51a4d2a0d3f", "0 1")]
    [InlineData("ac679c0ac9be63585425ede667d19f8e18f5dcc94079194f4f6eb51a4d2a0d3f", "0 3 1 2 4")]
    [InlineData("ac679c0ac9be63585425ede667d19f8e18f5dcc94079194f4f6eb51a4d2a0d3f", "7 8 2 5 1 0 4 3 6 9")]
    [InlineData("ac679c0ac9be63585425ede667d19f8e18f5dcc94079194f4f6eb51a4d2a0d3f", "4 12 6 15 10 0 3 14 16 7 18 17 9 2 5 1 11 8 13 19")]
    public void Shuffle_gives_the_printed_order(string seed, string order)
    {
        var expected = order.Split(' ').Select(item => int.Parse(item, CultureInfo.InvariantCulture)).ToArray();
        int[] items = [.. Enumerable.Range(0, expected.Length)];
        MersenneTwister64.FromBlockSeed(Hash32.FromBytes(Convert.FromHexString(seed))).Shuffle<int>(items);
        Assert.Equal(expected, items);
    }

    [Fact]
    public void Published_key_gives_the_published_outputs()
    {
        // The authors' own test: key {0x12345, 0x23456, 0x34567, 0x45678}; first and 1000th output of their list.
        var generator = new MersenneTwister64([0x12345, 0x23456, 0x34567, 0x45678]);
        var outputs = Enumerable.Range(0, 1000).Select(_ => generator.NextUInt64()).ToList();
        Assert.Equal(7266447313870364031ul, outputs[0]);
        Assert.Equal(4946485549665804864ul, outputs[1]);
        Assert.Equal(994412663058993407ul, outputs[^1]);
    }
}
