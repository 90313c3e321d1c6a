namespace Spacemesh.Post.DataDirectory;

/// <summary>How a sequence of labels is read ahead.</summary>
public sealed record PostReadOptions
{
    /// <summary>Bytes read at once; a multiple of 4096.</summary>
    public int BlockSize { get; init; } = 1 << 20;

    /// <summary>Reads in flight.</summary>
    public int Depth { get; init; } = 8;

    /// <exception cref="PostOptionException">A value cannot be used.</exception>
    public void Validate()
    {
        if (BlockSize < 4096 || BlockSize % 4096 != 0)
            throw new PostOptionException(nameof(BlockSize), $"BlockSize must be a positive multiple of 4096, not {BlockSize}");
        if (Depth is < 1 or > 1024)
            throw new PostOptionException(nameof(Depth), $"Depth must lie in 1 … 1024, not {Depth}");
    }
}
