namespace Spacemesh.Ports.Chain;

/// <summary>How far the node is with the network (spec 08 §8.2).</summary>
public interface ISyncStatus
{
    /// <summary>The ATXs of the past are here: ATXs and malfeasance proofs are taken from gossip.</summary>
    bool IsAtxSynced { get; }

    /// <summary>Everything is taken from gossip: gossip-synced or synced.</summary>
    bool ListensToGossip { get; }

    /// <summary>The node takes part: hare, beacon, proposals.</summary>
    bool IsSynced { get; }
}
