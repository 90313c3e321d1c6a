namespace Spacemesh.Crypto.Merkle;

/// <summary>How a Merkle node is made of its children (spec 01 §2.7, 03 §2). The result always has 32 bytes.</summary>
public interface INodeHash
{
    /// <summary>Hashes two children of any length; <paramref name="destination"/> (32 bytes) may overlap a child.</summary>
    void Hash(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, Span<byte> destination);
}
