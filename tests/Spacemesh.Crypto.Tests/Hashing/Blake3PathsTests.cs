using Spacemesh.Crypto.Hashing;
using Spacemesh.Primitives;

namespace Spacemesh.Crypto.Tests.Hashing;

/// <summary>Every way of computing that this machine has gives the bytes of the scalar one.</summary>
public sealed class Blake3PathsTests
{
    private const int Longest = 5000;

    private static readonly byte[] Bytes = [.. Enumerable.Range(0, 140_000).Select(i => (byte)((i * 197) ^ (i >> 7)))];

    private static readonly int[] LongLengths =
    [
        7 * 1024, 8 * 1024, (8 * 1024) + 1, 9 * 1024, 15 * 1024, 16 * 1024, (16 * 1024) + 1, 17 * 1024, (17 * 1024) + 5, 24 * 1024, 31_000,
        32 * 1024, 33 * 1024, 65_535, 65_536, 65_537, 100_000, 131_072, 131_073, 140_000,
    ];

    private delegate void Hashing(ReadOnlySpan<byte> input, Span<byte> destination);

    private unsafe delegate void Node(byte* left, byte* right, byte* output);

    [Fact]
    public void Published_extended_output_of_the_empty_input()
    {
        var output = new byte[131];
        Blake3.Hash([], output);
        Assert.Equal(
            "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262e00f03e7b69af26b7faaf09fcd333050338ddfe085b8cc869ca98b206c08243a"
            + "26f5487789e8f660afe6c99ef9e0c52b92e7393024a80459cf91f476f9ffdbda7001c22e159b402631f277ca96f2defdf1078282314e763699a31c5363165421"
            + "cce14d",
            Convert.ToHexStringLower(output));
    }

    [Fact]
    public void Every_length_gives_the_scalar_hash_on_every_path()
    {
        var paths = Paths();
        var expected = new byte[32];
        var actual = new byte[32];
        foreach (int length in Enumerable.Range(0, Longest + 1).Concat(LongLengths))
        {
            var input = Bytes.AsSpan(Bytes.Length - length);
            Blake3Tree<Blake3Scalar>.Hash(input, expected);
            foreach (var path in paths)
            {
                path(input, actual);
                Assert.Equal(expected, actual);
            }
        }
    }

    [Fact]
    public void Extended_output_is_the_same_on_every_path()
    {
        var paths = Paths();
        var expected = new byte[200];
        var actual = new byte[200];
        foreach (int length in new[] { 0, 1, 64, 1024, 1025, 5000, 20_000 })
        {
            Blake3Tree<Blake3Scalar>.Hash(Bytes.AsSpan(0, length), expected);
            foreach (var path in paths)
            {
                path(Bytes.AsSpan(0, length), actual);
                Assert.Equal(expected, actual);
            }
        }
    }

    [Fact]
    public unsafe void Node_of_two_children_is_the_hash_of_65_bytes_on_every_path()
    {
        List<Node> nodes = [Blake3Scalar.HashNode, Blake3Single.HashNode<Blake3Scalar>];
        if (Blake3Vector128.IsSupported)
            nodes.Add(Blake3Vector128.HashNode);
        if (Blake3Vector256<ShuffleRotation>.IsSupported)
            nodes.Add(Blake3Vector256<ShuffleRotation>.HashNode);
        if (Blake3Vector512.IsSupported)
            nodes.Add(Blake3Vector512.HashNode);
        var actual = new byte[32];
        for (int at = 0; at < 1000; at += 13)
        {
            var left = Bytes[at..(at + 32)];
            var right = Bytes[(at + 40)..(at + 72)];
            byte[] whole = [1, .. left, .. right];
            var expected = Blake3.Hash(whole);
            fixed (byte* l = left, r = right, output = actual)
            {
                foreach (var node in nodes)
                {
                    node(l, r, output);
                    Assert.Equal(expected, Hash32.FromBytes(actual));
                }
            }

            Blake3.HashNode(left, right, actual);
            Assert.Equal(expected, Hash32.FromBytes(actual));
        }
    }

    [Fact]
    public void Update_gives_the_scalar_hash_on_every_path()
    {
        var random = new Random(7);
        for (int run = 0; run < 200; run++)
        {
            int length = random.Next(Bytes.Length);
            var cuts = Enumerable.Range(0, random.Next(1, 9)).Select(_ => random.Next(length + 1)).Append(length).Order().ToArray();
            var expected = new byte[32];
            Blake3Tree<Blake3Scalar>.Hash(Bytes.AsSpan(0, length), expected);
            Assert.Equal(expected, InPieces<Blake3Scalar>(cuts));
            if (Blake3Vector128.IsSupported)
                Assert.Equal(expected, InPieces<Blake3Vector128>(cuts));
            if (Blake3Vector256<ShuffleRotation>.IsSupported)
                Assert.Equal(expected, InPieces<Blake3Vector256<ShuffleRotation>>(cuts));
            if (Blake3Vector256<Avx512Rotation>.IsSupported)
                Assert.Equal(expected, InPieces<Blake3Vector256<Avx512Rotation>>(cuts));
            if (Blake3Vector512.IsSupported)
                Assert.Equal(expected, InPieces<Blake3Vector512>(cuts));
        }
    }

    [Fact]
    public unsafe void Counter_carries_into_its_high_word_within_the_lanes()
    {
        var expected = new uint[16 * 8];
        var actual = new uint[16 * 8];
        const ulong counter = uint.MaxValue - 5;
        fixed (byte* input = Bytes)
        fixed (uint* e = expected, a = actual)
        {
            Blake3Scalar.CompressMany(input, 16, 16, counter, 1, Blake3Flags.Chunk, e);
            if (Blake3Vector128.IsSupported)
            {
                Blake3Vector128.CompressMany(input, 16, 16, counter, 1, Blake3Flags.Chunk, a);
                Assert.Equal(expected, actual);
            }

            if (Blake3Vector256<ShuffleRotation>.IsSupported)
            {
                actual.AsSpan().Clear();
                Blake3Vector256<ShuffleRotation>.CompressMany(input, 16, 16, counter, 1, Blake3Flags.Chunk, a);
                Assert.Equal(expected, actual);
            }

            if (Blake3Vector512.IsSupported)
            {
                actual.AsSpan().Clear();
                Blake3Vector512.CompressMany(input, 16, 16, counter, 1, Blake3Flags.Chunk, a);
                Assert.Equal(expected, actual);
            }
        }
    }

    private static List<Hashing> Paths()
    {
        List<Hashing> paths = [Blake3.Hash];
        if (Blake3Vector128.IsSupported)
            paths.Add(Blake3Tree<Blake3Vector128>.Hash);
        if (Blake3Vector256<ShuffleRotation>.IsSupported)
            paths.Add(Blake3Tree<Blake3Vector256<ShuffleRotation>>.Hash);
        if (Blake3Vector256<Avx512Rotation>.IsSupported)
            paths.Add(Blake3Tree<Blake3Vector256<Avx512Rotation>>.Hash);
        if (Blake3Vector512.IsSupported)
            paths.Add(Blake3Tree<Blake3Vector512>.Hash);
        return paths;
    }

    private static byte[] InPieces<TLanes>(int[] cuts)
        where TLanes : struct, IBlake3Lanes
    {
        var state = default(Blake3HasherState);
        state.OpenChunk(0);
        int at = 0;
        foreach (int cut in cuts)
        {
            Blake3Stream<TLanes>.Update(ref state, Bytes.AsSpan(at, cut - at));
            at = cut;
        }

        var hash = new byte[32];
        Blake3Stream<TLanes>.Finish(in state, hash);
        return hash;
    }
}
