using Spacemesh.Post.DataDirectory;

namespace Spacemesh.Post.Initialization;

/// <summary>The files one run initializes, both ends included.</summary>
public readonly record struct FileRange(long First, long Last)
{
    /// <param name="layout">The whole space.</param>
    /// <param name="from">First file.</param>
    /// <param name="to">Last file; null goes to the end.</param>
    /// <exception cref="PostOptionException">The range is empty or leaves the space (spec 02 §4.4).</exception>
    public static FileRange Of(PostDataLayout layout, long from, long? to)
    {
        ArgumentNullException.ThrowIfNull(layout);
        long last = layout.TotalFiles - 1;
        if (to is { } end)
        {
            if (end < 0)
                throw new PostOptionException("ToFile", $"invalid range: opts.ToFileIdx ({end}) must be greater then 0");
            if (end > last)
                throw new PostOptionException("ToFile", $"invalid range: opts.ToFileIdx ({end}) cannot be greater then {last}");
            last = end;
        }

        if (from < 0)
            throw new PostOptionException("FromFile", $"invalid range: opts.FromFileIdx ({from}) must not be negative");
        if (from > last)
            throw new PostOptionException("FromFile", $"invalid range: last file index ({last}) must be greater then first ({from})");
        return new FileRange(from, last);
    }

    /// <summary>Whether the run covers the whole space.</summary>
    public bool IsWhole(PostDataLayout layout) => First == 0 && Last == layout.TotalFiles - 1;
}
