namespace Spacemesh.Post.Initialization;

/// <summary>How far a directory is (spec 02 §4.4).</summary>
public enum InitializationStatus
{
    NotStarted,
    Started,
    InProgress,
    Completed,
    Error,
}
