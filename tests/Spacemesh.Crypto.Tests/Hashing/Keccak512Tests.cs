using Spacemesh.Crypto.Hashing;

namespace Spacemesh.Crypto.Tests.Hashing;

public sealed class Keccak512Tests
{
    [Theory]
    [InlineData("", "0eab42de4c3ceb9235fc91acffe746b29c29a8c366b7c60e4e67c466f36a4304c00fa9caf9d87976ba469bcbe06713b435f091ef2769fb160cdab33d3670680e")]
    [InlineData("616263", "18587dc2ea106b9a1563e32b3312421ca164c7f1f07bc922a9c83d77cea3a1e5d0c69910739025372dc14ac9642629379540c17e2a65b19d77aa511a9d00bb96")]
    public void Published_hashes_of_the_original_padding(string input, string hash)
    {
        var output = new byte[64];
        Keccak512.Hash(Convert.FromHexString(input), output);
        Assert.Equal(hash, Convert.ToHexStringLower(output));
    }

    [Fact]
    public void Lengths_around_the_rate_differ_and_a_wrong_destination_is_refused()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var output = new byte[64];
        for (int length = 0; length < 300; length++)
        {
            Keccak512.Hash(new byte[length], output);
            Assert.True(seen.Add(Convert.ToHexStringLower(output)));
        }

        Assert.Throws<ArgumentException>(() => Keccak512.Hash([], new byte[32]));
    }
}
