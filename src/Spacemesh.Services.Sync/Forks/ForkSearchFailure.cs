namespace Spacemesh.Services.Sync.Forks;

/// <summary>Why a fork was not found.</summary>
public enum ForkSearchFailure
{
    /// <summary>The peer did not answer, or answered with another number of hashes.</summary>
    NoAnswer,

    /// <summary>The peer's hashes at the ends are not those that it named before.</summary>
    PeerChanged,

    /// <summary>Our own hashes are not those that the search began with.</summary>
    NodeChanged,

    /// <summary>Our own mesh lacks layers.</summary>
    OwnLayersMissing,
}
