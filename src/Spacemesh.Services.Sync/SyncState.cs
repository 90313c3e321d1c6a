namespace Spacemesh.Services.Sync;

/// <summary>How far the node is with the network (spec 08 §8.2).</summary>
public enum SyncState
{
    NotSynced,

    /// <summary>Everything is here; gossip is taken, and duties wait until it has run for a while.</summary>
    GossipSync,

    Synced,
}
