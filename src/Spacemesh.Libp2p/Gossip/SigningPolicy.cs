namespace Spacemesh.Libp2p.Gossip;

/// <summary>Whether messages say who wrote them.</summary>
public enum SigningPolicy
{
    /// <summary>No author, sequence number, signature or key; a message with one of them, even empty, is invalid.</summary>
    StrictNoSign,

    /// <summary>All messages are signed by their author; one that is not is invalid.</summary>
    StrictSign,
}
