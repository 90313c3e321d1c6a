namespace Spacemesh.Libp2p.Gossip;

/// <summary>What a validator says of a message.</summary>
public enum GossipVerdict
{
    /// <summary>Dropped without penalty; a copy within the seen time is not looked at again.</summary>
    Ignore,

    /// <summary>Delivered and forwarded.</summary>
    Accept,

    /// <summary>Dropped, and an invalid delivery of everyone who sent it.</summary>
    Reject,
}
