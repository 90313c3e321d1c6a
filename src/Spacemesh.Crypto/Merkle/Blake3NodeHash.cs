using Spacemesh.Crypto.Hashing;

namespace Spacemesh.Crypto.Merkle;

/// <summary><c>BLAKE3(0x01 ‖ left ‖ right)</c>: activation ids and PoET membership (spec 01 §2.7).</summary>
public readonly struct Blake3NodeHash : INodeHash
{
    private static ReadOnlySpan<byte> Tag => [1];

    public void Hash(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, Span<byte> destination)
    {
        if (left.Length == Blake3.HashBytes && right.Length == Blake3.HashBytes)
        {
            Blake3.HashNode(left, right, destination);
            return;
        }

        var hasher = new Blake3Hasher();
        hasher.Update(Tag);
        hasher.Update(left);
        hasher.Update(right);
        hasher.Finish(destination);
    }
}
