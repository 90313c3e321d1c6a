namespace Spacemesh.Post.DataDirectory;

/// <summary>How the labels of a space are spread over numbered files (spec 02 §4.1).</summary>
public sealed record PostDataLayout
{
    public const int LabelSize = 16;

    /// <param name="numLabels">Labels of the whole space.</param>
    /// <param name="maxFileSize">Bytes of a full file; what does not fill a label is left unused.</param>
    /// <exception cref="PostOptionException">A file would hold no label.</exception>
    public PostDataLayout(ulong numLabels, ulong maxFileSize)
    {
        if (maxFileSize < LabelSize)
            throw new PostOptionException("MaxFileSize", $"invalid `opts.MaxFileSize`; expected: >= {LabelSize}, given: {maxFileSize}");
        NumLabels = numLabels;
        LabelsPerFile = maxFileSize / LabelSize;
        TotalFiles = checked((long)((numLabels / LabelsPerFile) + (numLabels % LabelsPerFile == 0 ? 0UL : 1UL)));
    }

    public ulong NumLabels { get; }

    public ulong LabelsPerFile { get; }

    public long TotalFiles { get; }

    /// <summary>Index of the first label of a file.</summary>
    public ulong FirstLabelOf(long file) => checked((ulong)file * LabelsPerFile);

    public ulong LabelsIn(long file)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(file);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(file, TotalFiles);
        return Math.Min(LabelsPerFile, NumLabels - FirstLabelOf(file));
    }

    public long SizeOf(long file) => checked((long)(LabelsIn(file) * LabelSize));

    public long FileOf(ulong label) => (long)(label / LabelsPerFile);

    /// <summary>Byte offset of a label within its file.</summary>
    public long OffsetOf(ulong label) => checked((long)(label % LabelsPerFile * LabelSize));
}
