namespace Spacemesh.Ports.Api;

/// <summary>How far a submitted transaction came.</summary>
public enum SubmissionOutcome
{
    /// <summary>It is in the mempool and on its way to others.</summary>
    Published,

    /// <summary>It was not admitted (spec 07 §13).</summary>
    Refused,

    /// <summary>It was admitted, but gossip did not take it; another try will find it known.</summary>
    NotPublished,
}
