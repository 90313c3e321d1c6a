using Spacemesh.Crypto.Merkle;

namespace Spacemesh.Crypto.Tests.Merkle;

/// <summary>A node hash that writes down what it computed.</summary>
internal readonly struct RecordingHash(bool membership, List<(string Left, string Right, string Hash)> record) : INodeHash
{
    public void Hash(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, Span<byte> destination)
    {
        string leftText = Convert.ToHexStringLower(left);
        string rightText = Convert.ToHexStringLower(right);
        if (membership)
            default(Blake3NodeHash).Hash(left, right, destination);
        else
            default(Sha256NodeHash).Hash(left, right, destination);
        record.Add((leftText, rightText, Convert.ToHexStringLower(destination)));
    }
}
