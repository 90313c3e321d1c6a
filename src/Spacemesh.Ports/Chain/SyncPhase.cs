namespace Spacemesh.Ports.Chain;

/// <summary>What sync is busy with; they follow each other when a node joins (spec 08 §8).</summary>
public enum SyncPhase
{
    /// <summary>Nobody to ask yet.</summary>
    Waiting,

    /// <summary>ATXs, epoch by epoch.</summary>
    Atxs,

    /// <summary>Malfeasance proofs.</summary>
    Malfeasance,

    /// <summary>Ballots of the layers that passed, with what they need.</summary>
    Layers,

    /// <summary>The layers are here; votes are counted and blocks applied.</summary>
    State,

    /// <summary>Everything is here; gossip runs a while before the node takes part.</summary>
    Gossip,

    /// <summary>The node takes part.</summary>
    Synced,
}
