namespace Spacemesh.Libp2p.Gossip;

/// <summary>The control part of an RPC (spec 08 §2.10).</summary>
internal sealed class GossipControl
{
    public List<(string Topic, List<MessageId> Ids)> IHave { get; } = [];

    public List<MessageId> IWant { get; } = [];

    public List<string> Graft { get; } = [];

    public List<PruneNotice> Prune { get; } = [];

    public List<MessageId> IDontWant { get; } = [];

    public bool IsEmpty => IHave.Count == 0 && IWant.Count == 0 && Graft.Count == 0 && Prune.Count == 0 && IDontWant.Count == 0;
}
