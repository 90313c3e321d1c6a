using Spacemesh.Ports.Network;
using Spacemesh.Primitives;

namespace Spacemesh.Simulation.Network;

/// <summary>A node's subscription: judges a bounded number of messages at a time, in the order of their arrival.</summary>
internal sealed class TopicQueue(SimulatedNode node, string topic, GossipHandler handler, int concurrency, int length) : IDisposable
{
    private readonly Queue<(SimulatedNode From, GossipEnvelope Envelope)> _waiting = [];
    private readonly CancellationTokenSource _ended = new();
    private int _running;

    /// <summary>Takes a message that arrived; false where the queue is full.</summary>
    public bool TryTake(SimulatedNode from, GossipEnvelope envelope)
    {
        if (_running < concurrency)
            _ = JudgeAsync(from, envelope);
        else if (_waiting.Count < length)
            _waiting.Enqueue((from, envelope));
        else
            return false;
        return true;
    }

    /// <summary>The verdict on a message; a handler that throws is a bug, and its message is ignored.</summary>
    public async Task<(Verdict Verdict, Exception? Failure)> AskAsync(PeerId from, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        try
        {
            return (await handler(from, message, cancellationToken), null);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return (Verdict.Ignore("cancelled"), null);
        }
        catch (Exception exception)
        {
            return (Verdict.Ignore($"{exception.GetType().Name}: {exception.Message}"), exception);
        }
    }

    public void Dispose()
    {
        if (_ended.IsCancellationRequested)
            return;
        node.Unsubscribe(topic, this);
        _waiting.Clear();
        _ended.Cancel();
    }

    private async Task JudgeAsync(SimulatedNode from, GossipEnvelope envelope)
    {
        _running++;
        while (true)
        {
            var (verdict, failure) = await AskAsync(from.Id, envelope.Bytes, _ended.Token);
            if (!_ended.IsCancellationRequested)
                node.Judged(from, envelope, verdict, failure);
            if (!_waiting.TryDequeue(out var next))
                break;
            (from, envelope) = next;
        }

        _running--;
    }
}
