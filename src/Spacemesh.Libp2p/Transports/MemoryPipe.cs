namespace Spacemesh.Libp2p.Transports;

/// <summary>
/// One direction of an in-memory connection: bytes become readable after the latency. Holds <see cref="Capacity"/> bytes; writers wait
/// beyond. One lock.
/// </summary>
internal sealed class MemoryPipe(TimeProvider time, TimeSpan latency)
{
    public const int Capacity = 256 << 10;

    private readonly Lock _entry = new();
    private readonly Gate _readable = new();
    private readonly Gate _room = new();
    private readonly ByteRing _ready = new();
    private readonly Queue<(long Due, byte[] Data)> _travelling = new();
    private ITimer? _arrival;
    private int _inFlight;
    private bool _ended;
    private bool _aborted;
    private bool _silent;

    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (true)
        {
            TaskCompletionSource wait;
            lock (_entry)
            {
                if (_aborted)
                    throw Aborted();
                if (_ready.Count > 0)
                {
                    int count = _ready.Read(buffer.Span);
                    if (count > 0)
                        _room.Pulse();
                    return count;
                }

                if (_ended && _travelling.Count == 0)
                    return 0;
                wait = _readable.Enter();
            }

            await Gate.AwaitAsync(wait, cancellationToken);
        }
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        while (!data.IsEmpty)
        {
            TaskCompletionSource? wait = null;
            lock (_entry)
            {
                if (_aborted || _ended)
                    throw Aborted();
                int room = Capacity - _ready.Count - _inFlight;
                if (room <= 0)
                {
                    wait = _room.Enter();
                }
                else
                {
                    int count = Math.Min(room, data.Length);
                    Send(data.Span[..count]);
                    data = data[count..];
                }
            }

            if (wait is not null)
                await Gate.AwaitAsync(wait, cancellationToken);
        }
    }

    public void End()
    {
        lock (_entry)
        {
            _ended = true;
            if (_travelling.Count == 0)
                _readable.Pulse();
        }
    }

    public void Abort()
    {
        lock (_entry)
        {
            _aborted = true;
            _travelling.Clear();
            _inFlight = 0;
            _ready.Clear();
            _readable.Pulse();
            _room.Pulse();
            _arrival?.Dispose();
            _arrival = null;
        }
    }

    /// <summary>From now on everything written is lost, as on a cut wire.</summary>
    public void Silence()
    {
        lock (_entry)
        {
            _silent = true;
        }
    }

    private static Libp2pException Aborted() => new(Libp2pFault.ConnectionClosed, "the connection is closed");

    private void Send(ReadOnlySpan<byte> data)
    {
        if (_silent)
            return;
        if (latency <= TimeSpan.Zero)
        {
            _ready.Write(data);
            _readable.Pulse();
            return;
        }

        _travelling.Enqueue((time.GetTimestamp() + (long)(latency.TotalSeconds * time.TimestampFrequency), data.ToArray()));
        _inFlight += data.Length;
        if (_travelling.Count == 1)
        {
            _arrival ??= time.CreateTimer(static pipe => ((MemoryPipe)pipe!).Arrive(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _arrival.Change(latency, Timeout.InfiniteTimeSpan);
        }
    }

    private void Arrive()
    {
        lock (_entry)
        {
            long now = time.GetTimestamp();
            while (_travelling.Count > 0 && _travelling.Peek().Due <= now)
            {
                byte[] data = _travelling.Dequeue().Data;
                _inFlight -= data.Length;
                _ready.Write(data);
            }

            _readable.Pulse();
            if (_travelling.Count > 0)
            {
                var wait = time.GetElapsedTime(now, _travelling.Peek().Due);
                _arrival?.Change(wait > TimeSpan.FromMilliseconds(1) ? wait : TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
            }
        }
    }
}
