using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace Spacemesh.Crypto.Merkle;

/// <summary><c>SHA-256(left ‖ right)</c>, the plain form of the PoET tree's node hash (spec 03 §2).</summary>
public readonly struct Sha256NodeHash : INodeHash
{
    private const int StackBytes = 256;

    [SkipLocalsInit]
    public void Hash(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, Span<byte> destination)
    {
        int length = left.Length + right.Length;
        Span<byte> joined = length <= StackBytes ? stackalloc byte[StackBytes] : new byte[length];
        left.CopyTo(joined);
        right.CopyTo(joined[left.Length..]);
        SHA256.HashData(joined[..length], destination);
    }
}
