using Spacemesh.Crypto.Hashing;
using Spacemesh.Primitives;

namespace Spacemesh.Crypto.Tests.Hashing;

public sealed class Blake3HasherTests
{
    private static readonly byte[] Bytes = [.. Enumerable.Range(0, 70_000).Select(i => (byte)((i * 31) ^ (i >> 8)))];

    [Theory]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(1000)]
    [InlineData(1024)]
    [InlineData(1025)]
    [InlineData(2048)]
    [InlineData(3072)]
    [InlineData(5000)]
    [InlineData(65_536)]
    [InlineData(70_000)]
    public void Update_in_pieces_of_any_size_gives_the_hash_of_the_whole(int piece)
    {
        foreach (int length in new[] { 0, 1, 64, 65, 1023, 1024, 1025, 2048, 2049, 3072, 4096, 5120, 17_000, 65_535, 65_536, 65_537, 70_000 })
        {
            var input = Bytes.AsSpan(0, length);
            var hasher = new Blake3Hasher();
            for (int at = 0; at < length; at += piece)
                hasher.Update(input.Slice(at, Math.Min(piece, length - at)));
            Assert.Equal(Blake3.Hash(input), hasher.Finish());
        }
    }

    [Fact]
    public void Update_at_every_split_point_gives_the_hash_of_the_whole()
    {
        foreach (int length in new[] { 1, 65, 1025, 2100, 4097 })
        {
            var input = Bytes.AsSpan(0, length);
            var expected = Blake3.Hash(input);
            for (int split = 0; split <= length; split++)
            {
                var hasher = new Blake3Hasher();
                hasher.Update(input[..split]);
                hasher.Update(input[split..]);
                Assert.Equal(expected, hasher.Finish());
                Assert.Equal(expected, Blake3.HashConcat(input[..split], input[split..]));
                Assert.Equal(expected, Blake3.HashConcat(input[..(split / 2)], input[(split / 2)..split], input[split..]));
            }
        }
    }

    [Fact]
    public void Finish_between_updates_does_not_disturb_the_rest()
    {
        var hasher = new Blake3Hasher();
        for (int at = 0; at < 20_000; at += 777)
        {
            Assert.Equal(Blake3.Hash(Bytes.AsSpan(0, at)), hasher.Finish());
            hasher.Update(Bytes.AsSpan(at, 777));
        }
    }

    [Fact]
    public void Copy_continues_independently()
    {
        var hasher = new Blake3Hasher();
        hasher.Update(Bytes.AsSpan(0, 3000));
        var copy = hasher;
        hasher.Update(Bytes.AsSpan(3000, 10));
        copy.Update(Bytes.AsSpan(5000, 10));
        Assert.Equal(Blake3.Hash(Bytes.AsSpan(0, 3010)), hasher.Finish());
        Assert.Equal(Blake3.HashConcat(Bytes.AsSpan(0, 3000), Bytes.AsSpan(5000, 10)), copy.Finish());
        hasher.Reset();
        Assert.Equal(Blake3.Hash([]), hasher.Finish());
    }

    [Fact]
    public void Output_of_any_length_starts_with_the_hash()
    {
        foreach (int length in new[] { 0, 1, 64, 100, 1024, 1025, 5000 })
        {
            var input = Bytes.AsSpan(0, length);
            var hasher = new Blake3Hasher();
            hasher.Update(input);
            var longest = new byte[300];
            Blake3.Hash(input, longest);
            Assert.Equal(Blake3.Hash(input).ToArray(), longest[..32]);
            Assert.Equal(Blake3.Hash20(input).ToArray(), longest[..20]);
            for (int size = 0; size <= 300; size++)
            {
                var output = new byte[size];
                Blake3.Hash(input, output);
                Assert.Equal(longest[..size], output);
                hasher.Finish(output);
                Assert.Equal(longest[..size], output);
            }
        }
    }
}
