namespace Spacemesh.Post.Initialization;

/// <summary>An entry of a run's sequence: labels to compute for a file, or a note to pass on once everything before it is on the disk.</summary>
internal sealed record LabelChunk(long Sequence, long File, ulong First, int Count, bool EndsBatch, InitializationEvent? Note)
{
    /// <summary>The computed labels, 16 bytes each; rented.</summary>
    public byte[]? Labels { get; set; }

    public Labels.VrfCandidate? Candidate { get; set; }
}
