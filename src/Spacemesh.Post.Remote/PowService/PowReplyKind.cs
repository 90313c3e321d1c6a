namespace Spacemesh.Post.Remote.PowService;

/// <summary>What became of a job.</summary>
public enum PowReplyKind
{
    /// <summary>It has begun, or runs still.</summary>
    Accepted,

    Found,

    Failed,

    /// <summary>Another job runs.</summary>
    Busy,
}
