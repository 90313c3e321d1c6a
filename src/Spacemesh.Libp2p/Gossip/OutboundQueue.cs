using Spacemesh.Libp2p.Transports;

namespace Spacemesh.Libp2p.Gossip;

/// <summary>Frames for one peer, urgent ones first; at most <paramref name="capacity"/>, then new ones are refused. One lock.</summary>
internal sealed class OutboundQueue(int capacity)
{
    private readonly Lock _entry = new();
    private readonly Gate _filled = new();
    private readonly Queue<byte[]> _urgent = new();
    private readonly Queue<byte[]> _normal = new();
    private bool _closed;

    public bool TryAdd(byte[] frame, bool urgent = false)
    {
        lock (_entry)
        {
            if (_closed || _urgent.Count + _normal.Count >= capacity)
                return false;
            (urgent ? _urgent : _normal).Enqueue(frame);
            _filled.Pulse();
            return true;
        }
    }

    /// <summary>The next frame; null when the queue is closed.</summary>
    public async ValueTask<byte[]?> TakeAsync()
    {
        while (true)
        {
            TaskCompletionSource wait;
            lock (_entry)
            {
                if (_closed)
                    return null;
                if (_urgent.TryDequeue(out byte[]? frame) || _normal.TryDequeue(out frame))
                    return frame;
                wait = _filled.Enter();
            }

            await wait.Task;
        }
    }

    public void Close()
    {
        lock (_entry)
        {
            _closed = true;
            _urgent.Clear();
            _normal.Clear();
            _filled.Pulse();
        }
    }
}
