namespace Spacemesh.Libp2p.Gossip;

/// <summary>How messages of a joined topic are judged.</summary>
public sealed record TopicOptions
{
    /// <summary>Judges a message; own messages too, with the host itself as source.</summary>
    public required Func<GossipMessage, CancellationToken, ValueTask<GossipVerdict>> Validator { get; init; }

    /// <summary>Runs in the validation worker, one after the other, instead of beside it.</summary>
    public bool Inline { get; init; }

    /// <summary>Messages of the topic in asynchronous validation at a time; further ones are dropped.</summary>
    public int Concurrency { get; init; } = 1024;

    /// <summary>Called with every accepted message, before it is forwarded.</summary>
    public Action<GossipMessage>? Delivered { get; init; }

    /// <summary>Called with every rejected message of a peer, once its score has it.</summary>
    public Action<GossipMessage>? Rejected { get; init; }
}
