using Spacemesh.Primitives;

namespace Spacemesh.Crypto.Hashing;

/// <summary>
/// BLAKE3 in its unkeyed mode: <c>H</c> and <c>H20</c> of the protocol (spec 01 §2.1). Nothing here
/// allocates.
/// </summary>
public static class Blake3
{
    /// <summary>Bytes of a <see cref="Hash32"/>.</summary>
    public const int HashBytes = 32;

    public static Hash32 Hash(ReadOnlySpan<byte> input)
    {
        var hash = default(Bytes32);
        Hash(input, hash);
        return new Hash32(hash);
    }

    /// <summary>Fills <paramref name="destination"/>, of any length, with the extendable output.</summary>
    public static void Hash(ReadOnlySpan<byte> input, Span<byte> destination)
    {
        if (Blake3Vector512.IsSupported)
            Blake3Tree<Blake3Vector512>.Hash(input, destination);
        else if (Blake3Vector256<Avx512Rotation>.IsSupported)
            Blake3Tree<Blake3Vector256<Avx512Rotation>>.Hash(input, destination);
        else if (Blake3Vector256<ShuffleRotation>.IsSupported)
            Blake3Tree<Blake3Vector256<ShuffleRotation>>.Hash(input, destination);
        else if (Blake3Vector128.IsSupported)
            Blake3Tree<Blake3Vector128>.Hash(input, destination);
        else
            Blake3Tree<Blake3Scalar>.Hash(input, destination);
    }

    /// <summary>Hashes a Merkle node of two 32-byte children, <c>0x01 ‖ left ‖ right</c> (spec 01 §2.7).</summary>
    /// <exception cref="ArgumentException">A child or the destination is not 32 bytes.</exception>
    public static unsafe void HashNode(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, Span<byte> destination)
    {
        if (left.Length != HashBytes || right.Length != HashBytes || destination.Length != HashBytes)
            throw new ArgumentException($"a node takes and gives {HashBytes} bytes, not {left.Length}, {right.Length} and {destination.Length}", nameof(left));
        fixed (byte* l = left, r = right, output = destination)
        {
            if (Blake3Rows<Avx512Rotation>.IsSupported)
                Blake3Rows<Avx512Rotation>.HashNode(l, r, output);
            else if (Blake3Rows<ShuffleRotation>.IsSupported)
                Blake3Rows<ShuffleRotation>.HashNode(l, r, output);
            else
                Blake3Scalar.HashNode(l, r, output);
        }
    }

    /// <summary>The hash of the parts one after the other.</summary>
    public static Hash32 HashConcat(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        var hasher = new Blake3Hasher();
        hasher.Update(first);
        hasher.Update(second);
        return hasher.Finish();
    }

    /// <inheritdoc cref="HashConcat(ReadOnlySpan{byte}, ReadOnlySpan{byte})"/>
    public static Hash32 HashConcat(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> third)
    {
        var hasher = new Blake3Hasher();
        hasher.Update(first);
        hasher.Update(second);
        hasher.Update(third);
        return hasher.Finish();
    }

    /// <summary>The first 20 bytes of <see cref="Hash(ReadOnlySpan{byte})"/>.</summary>
    public static Hash20 Hash20(ReadOnlySpan<byte> input)
    {
        var hash = default(Bytes20);
        Hash(input, hash);
        return new Hash20(hash);
    }
}
