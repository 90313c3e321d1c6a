namespace Spacemesh.Runtime;

/// <summary>Order in which a work pool takes waiting items; equal priorities run first come, first served.</summary>
public enum WorkPriority
{
    /// <summary>Work that a protocol deadline waits for (hare, own proofs).</summary>
    High,

    /// <summary>Verification of gossip and sync.</summary>
    Normal,

    /// <summary>Housekeeping: background verification, benchmarks.</summary>
    Low,
}
