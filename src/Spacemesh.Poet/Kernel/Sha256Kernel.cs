namespace Spacemesh.Poet.Kernel;

/// <summary>
/// SHA-256 as sequential work needs it: a hash of padded blocks followed by re-hashes of the 32-byte digest (spec 03 §2).
/// Instances hold no state and serve any number of threads.
/// </summary>
public abstract class Sha256Kernel
{
    /// <summary>Bytes of one compression block.</summary>
    public const int BlockSize = 64;

    /// <summary>Bytes of a digest.</summary>
    public const int DigestSize = 32;

    /// <summary>The fastest kernel of this machine.</summary>
    public static Sha256Kernel Best { get; } = ShaNiKernel.TryCreate() ?? (Sha256Kernel)new ScalarSha256Kernel();

    /// <summary>What the kernel is built on, for logs and benchmark tables.</summary>
    public abstract string Name { get; }

    /// <summary>
    /// Hashes <paramref name="paddedBlocks"/> (whole blocks, padding included), then hashes the digest <paramref name="nested"/> more times.
    /// </summary>
    public abstract void Hash(ReadOnlySpan<byte> paddedBlocks, int nested, Span<byte> digest);

    /// <summary>Hashes two digests <paramref name="count"/> times each, in place; independent chains share the pipeline where the kernel can.</summary>
    public abstract void NestPair(Span<byte> first, Span<byte> second, int count);

    private protected static void CheckBlocks(ReadOnlySpan<byte> paddedBlocks, int nested, Span<byte> digest)
    {
        if (paddedBlocks.IsEmpty || paddedBlocks.Length % BlockSize != 0)
            throw new ArgumentException($"{paddedBlocks.Length} bytes are not whole blocks of {BlockSize}", nameof(paddedBlocks));
        ArgumentOutOfRangeException.ThrowIfNegative(nested);
        ArgumentOutOfRangeException.ThrowIfLessThan(digest.Length, DigestSize);
    }

    private protected static void CheckPair(Span<byte> first, Span<byte> second, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(first.Length, DigestSize);
        ArgumentOutOfRangeException.ThrowIfLessThan(second.Length, DigestSize);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
    }
}
