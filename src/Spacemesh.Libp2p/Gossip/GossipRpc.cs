namespace Spacemesh.Libp2p.Gossip;

/// <summary>One message between routers: subscriptions, published messages, control.</summary>
internal sealed class GossipRpc
{
    public List<(bool Subscribe, string Topic)> Subscriptions { get; } = [];

    public List<GossipMessage> Messages { get; } = [];

    /// <summary>Null when the field is absent.</summary>
    public GossipControl? Control { get; set; }

    public GossipControl NeedControl() => Control ??= new GossipControl();
}
