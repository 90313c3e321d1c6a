namespace Spacemesh.Libp2p.Gossip;

/// <summary>A peer leaves our mesh of a topic, or we leave its.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Backoff">Seconds before the next GRAFT; null where the peer's version has none.</param>
/// <param name="Peers">Other peers of the topic.</param>
internal sealed record PruneNotice(string Topic, ulong? Backoff, IReadOnlyList<ExchangedPeer> Peers);
