namespace Spacemesh.Post.Gpu;

/// <summary>How a device is used; what is left out is found by measuring.</summary>
public sealed record OpenClOptions
{
    /// <summary>Every n-th chunk of the ROMix table is kept: 1, 2, 4 or 8.</summary>
    public uint? LookupGap { get; init; }

    /// <summary>Labels computed by one launch.</summary>
    public int? Lanes { get; init; }

    /// <exception cref="PostOptionException">A value cannot be used.</exception>
    public void Validate()
    {
        if (LookupGap is { } gap && gap is not (1 or 2 or 4 or 8))
            throw new PostOptionException(nameof(LookupGap), $"LookupGap must be 1, 2, 4 or 8, not {gap}");
        if (Lanes is < 1)
            throw new PostOptionException(nameof(Lanes), $"Lanes must be positive, not {Lanes}");
    }
}
