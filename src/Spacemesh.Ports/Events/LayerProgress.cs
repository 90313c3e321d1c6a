namespace Spacemesh.Ports.Events;

/// <summary>How far a layer came when a <see cref="LayerUpdated"/> was published; numbers as in the API (spec 09a §8.1).</summary>
public enum LayerProgress
{
    /// <summary>The node's own proposal is stored, or the hare's output is about to be.</summary>
    Unknown = 0,

    /// <summary>The hare's output arrived.</summary>
    Approved = 1,

    /// <summary>Tortoise reports it final; no part publishes this today.</summary>
    Confirmed = 2,

    /// <summary>Tortoise reports it verified and its block is applied.</summary>
    Applied = 3,
}
