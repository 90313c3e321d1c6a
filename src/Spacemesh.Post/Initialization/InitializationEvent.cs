namespace Spacemesh.Post.Initialization;

/// <summary>What a run tells while it goes, in order.</summary>
public abstract record InitializationEvent
{
    private InitializationEvent()
    {
    }

    public sealed record Started(string DataDir, uint NumUnits, ulong MaxFileSize, ulong LabelsPerUnit) : InitializationEvent;

    public sealed record LayoutKnown(ulong LabelsPerFile, ulong LabelsInLastFile, long FirstFile, long LastFile) : InitializationEvent;

    /// <summary>Files above this index do not belong to the space.</summary>
    public sealed record SurplusSought(long MaxFileIndex) : InitializationEvent;

    public sealed record SurplusRemoved(string FileName) : InitializationEvent;

    public sealed record FileComplete(long File, ulong Labels, ulong Target, ulong StartPosition) : InitializationEvent;

    public sealed record FileTruncated(long File, ulong Labels, ulong Target, ulong StartPosition) : InitializationEvent;

    public sealed record FileBegun(long File, ulong Labels, ulong Target, ulong StartPosition) : InitializationEvent;

    /// <summary>A label torn by a crash was cut off.</summary>
    public sealed record TornLabelRemoved(string Path, int Bytes) : InitializationEvent;

    public sealed record BatchBegun(long File, ulong Position, ulong Remaining) : InitializationEvent;

    public sealed record NonceFound(long File, ulong Nonce, UInt128 Value) : InitializationEvent;

    public sealed record FileWritten(long File, ulong Labels) : InitializationEvent;

    public sealed record Progress(InitializationProgress Value) : InitializationEvent;

    /// <summary>The space has grown and its nonce is too weak for the new size: the labels already there are searched again.</summary>
    public sealed record NonceOutgrown(ulong Nonce) : InitializationEvent;

    /// <summary>No label of the space is a nonce: the search goes on beyond it.</summary>
    public sealed record SearchingBeyond(ulong Position) : InitializationEvent;

    public sealed record BeyondBatchBegun(ulong Position) : InitializationEvent;

    public sealed record NonceFoundBeyond(ulong Nonce) : InitializationEvent;

    /// <summary>The run is over; no nonce when it covered only a part of the files.</summary>
    public sealed record Completed(ulong? Nonce) : InitializationEvent;
}
