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
    public static void Hash(ReadOnlySpan<byte> input, Span<byte> destination) => Blake3Tree<Blake3Scalar>.Hash(input, destination);

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
