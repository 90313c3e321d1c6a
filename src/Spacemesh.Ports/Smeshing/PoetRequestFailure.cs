namespace Spacemesh.Ports.Smeshing;

/// <summary>What a caller can do about a PoET's failure.</summary>
public enum PoetRequestFailure
{
    /// <summary>Later may help.</summary>
    Unavailable,

    /// <summary>The PoET refused the request as it is.</summary>
    Refused,

    /// <summary>What it answered is no valid answer.</summary>
    Garbage,

    /// <summary>It runs on another schedule than this node is configured for: the configuration is wrong, and the node must not smesh with it.</summary>
    OtherSchedule,

    /// <summary>It answers with another key than the one that it is known by: nothing is registered there until that is settled.</summary>
    OtherKey,
}
