namespace Spacemesh.Libp2p.Gossip;

/// <summary>A joined topic.</summary>
internal sealed class TopicState(TopicOptions options)
{
    private int _running;

    public TopicOptions Options { get; } = options;

    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _running) <= Options.Concurrency)
            return true;
        Interlocked.Decrement(ref _running);
        return false;
    }

    public void Exit() => Interlocked.Decrement(ref _running);
}
