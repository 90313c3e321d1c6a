namespace Spacemesh.Libp2p.Gossip;

/// <summary>What became of an own message.</summary>
public enum PublishOutcome
{
    /// <summary>Sent to the peers there are.</summary>
    Published,

    /// <summary>The same message was seen within the seen time: not sent again.</summary>
    Duplicate,

    /// <summary>The own validator ignored it.</summary>
    Ignored,

    /// <summary>The own validator rejected it.</summary>
    Rejected,
}
