using Spacemesh.Libp2p.Identity;

namespace Spacemesh.Libp2p.Gossip;

/// <summary>A connected router. Guarded by the router's lock.</summary>
internal sealed class GossipPeer(PeerId id, string protocol, bool outbound, bool direct, OutboundQueue queue)
{
    /// <summary>Topics of one peer that are remembered.</summary>
    public const int MaximumTopics = 512;

    public PeerId Id { get; } = id;

    public string Protocol { get; } = protocol;

    /// <summary>Whether this host dialled it.</summary>
    public bool Outbound { get; } = outbound;

    public bool Direct { get; } = direct;

    public OutboundQueue Queue { get; } = queue;

    public SortedSet<string> Topics { get; } = new(StringComparer.Ordinal);

    /// <summary>RPCs with a control field since the last heartbeat.</summary>
    public int ControlMessages { get; set; }

    /// <summary>Ids that we asked for since the last heartbeat.</summary>
    public int Asked { get; set; }

    /// <summary>Ids that it does not want, with the heartbeats for which that holds.</summary>
    public Dictionary<MessageId, int> Unwanted { get; } = [];

    /// <summary>GRAFTs and PRUNEs that found the queue full: they go with the next RPC.</summary>
    public GossipControl? Pending { get; set; }

    /// <summary>Announcements that go with the next RPC.</summary>
    public List<(string Topic, List<MessageId> Ids)> Gossip { get; } = [];
}
