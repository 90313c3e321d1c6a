namespace Spacemesh.Crypto.Merkle;

/// <summary>Roots over <see cref="Blake3NodeHash"/>.</summary>
public static class Blake3Merkle
{
    /// <summary>Subtrees of zero leaves.</summary>
    public static ZeroSubtrees<Blake3NodeHash> ZeroSubtrees { get; } = new(default);

    /// <summary>An empty tree.</summary>
    public static MerkleRootBuilder<Blake3NodeHash> Builder() => new(default);

    /// <summary>The root of leaves of any length: empty without leaves, the leaf itself with one, else 32 bytes.</summary>
    public static byte[] Root(IEnumerable<ReadOnlyMemory<byte>> leaves)
    {
        ArgumentNullException.ThrowIfNull(leaves);
        var builder = Builder();
        foreach (var leaf in leaves)
            builder.Append(leaf.Span);
        return builder.Root();
    }

    /// <summary>
    /// The root of <paramref name="leaves"/> followed by zero leaves up to <paramref name="width"/> given leaves; those of zero
    /// leaves only are not hashed again. Leaves that vanish (<see cref="MerkleRootBuilder{THash}"/>) count towards the width.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">There are more leaves than <paramref name="width"/>.</exception>
    public static byte[] PaddedRoot(IReadOnlyCollection<ReadOnlyMemory<byte>> leaves, int width)
    {
        ArgumentNullException.ThrowIfNull(leaves);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(leaves.Count, width);
        var builder = Builder();
        foreach (var leaf in leaves)
            builder.Append(leaf.Span);
        builder.AppendZeros((uint)(width - leaves.Count), ZeroSubtrees);
        return builder.Root();
    }
}
