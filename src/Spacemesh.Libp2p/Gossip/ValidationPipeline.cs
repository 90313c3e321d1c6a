using System.Threading.Channels;
using Spacemesh.Libp2p.Hosting;

namespace Spacemesh.Libp2p.Gossip;

/// <summary>
/// Messages on their way to a verdict: a bounded queue (full: the message is dropped), workers, and throttles of what is judged beside them.
/// </summary>
internal sealed class ValidationPipeline(GossipOptions options, BackgroundWork work, Func<GossipMessage, ValueTask> validate, CancellationToken closing)
{
    private readonly Channel<GossipMessage> _queue = Channel.CreateBounded<GossipMessage>(options.ValidationQueue);
    private int _running;

    public void Start()
    {
        for (int i = 0; i < options.ValidationWorkers; i++)
            work.Start(WorkAsync);
    }

    public void Stop() => _queue.Writer.TryComplete();

    public bool TryAdd(GossipMessage message) => _queue.Writer.TryWrite(message);

    /// <summary>A place for one message in asynchronous validation.</summary>
    public bool TryEnter(TopicState topic)
    {
        if (!topic.TryEnter())
            return false;
        if (Interlocked.Increment(ref _running) <= options.ValidationThrottle)
            return true;
        Interlocked.Decrement(ref _running);
        topic.Exit();
        return false;
    }

    public void Exit(TopicState topic)
    {
        Interlocked.Decrement(ref _running);
        topic.Exit();
    }

    private async Task WorkAsync()
    {
        while (await _queue.Reader.WaitToReadAsync())
        {
            while (_queue.Reader.TryRead(out var message))
            {
                if (!closing.IsCancellationRequested)
                    await validate(message);
            }
        }
    }
}
