using Spacemesh.Libp2p.Transports;

namespace Spacemesh.Libp2p.Multiplexing;

/// <summary>One yamux stream (spec 08 §2.5). One lock; the session's and the queue's are taken inside it, never the other way round.</summary>
internal sealed class YamuxStream : IMuxStream
{
    private readonly Lock _entry = new();
    private readonly Gate _readable = new();
    private readonly Gate _writable = new();
    private readonly ByteRing _received = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly YamuxSession _session;

    private long _sendWindow = YamuxOptions.InitialWindow;
    private int _window = YamuxOptions.InitialWindow;
    private int _credit = YamuxOptions.InitialWindow;
    private long _lastUpdate;
    private bool _localEnd;
    private bool _remoteEnd;
    private bool _discarding;
    private Exception? _failure;

    public YamuxStream(YamuxSession session, uint id, bool acknowledged)
    {
        _session = session;
        Id = id;
        Acknowledged = acknowledged;
        _lastUpdate = session.Time.GetTimestamp();
    }

    public uint Id { get; }

    public Task Ended => _ended.Task;

    /// <summary>Whether the peer acknowledged an own stream; guarded by the session.</summary>
    public bool Acknowledged { get; set; }

    /// <summary>When it was closed here while the peer had not ended; 0 before.</summary>
    public long ClosedAt { get; private set; }

    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            TaskCompletionSource wait;
            lock (_entry)
            {
                if (_received.Count > 0 && !_discarding)
                {
                    int count = _received.Read(buffer.Span);
                    if (count > 0)
                        GiveCredit();
                    return count;
                }

                if (_failure is not null)
                    throw Failure();
                if (_remoteEnd)
                    return 0;
                if (_discarding)
                    throw new Libp2pException(Libp2pFault.StreamReset, "the stream was closed here");
                wait = _readable.Enter();
            }

            await Gate.AwaitAsync(wait, cancellationToken);
        }
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default)
    {
        while (!data.IsEmpty)
        {
            await _session.Queue.AwaitRoomAsync(cancellationToken);
            TaskCompletionSource? wait = null;
            lock (_entry)
            {
                if (_failure is not null)
                    throw Failure();
                if (_localEnd)
                    throw new Libp2pException(Libp2pFault.StreamReset, "the stream's own direction was closed");
                int size = (int)Math.Min(Math.Min(data.Length, _sendWindow), YamuxOptions.MaximumPayload);
                if (size == 0)
                {
                    wait = _writable.Enter();
                }
                else
                {
                    _sendWindow -= size;
                    _session.Queue.Add(new YamuxFrame(YamuxFrameType.Data, YamuxFlags.None, Id, (uint)size), data.Span[..size]);
                    data = data[size..];
                }
            }

            if (wait is not null)
                await Gate.AwaitAsync(wait, cancellationToken);
        }
    }

    public ValueTask CloseWriteAsync(CancellationToken cancellationToken = default)
    {
        End();
        return ValueTask.CompletedTask;
    }

    public void Abort() => Reset(new Libp2pException(Libp2pFault.StreamReset, "the stream was reset here"), tellPeer: true);

    /// <summary>Discards further input and ends the own direction, without a reset.</summary>
    public ValueTask DisposeAsync()
    {
        lock (_entry)
        {
            _discarding = true;
            _received.Clear();
            _readable.Pulse();
        }

        End();
        return ValueTask.CompletedTask;
    }

    /// <summary>Whether the peer may send so many bytes; takes them from its window.</summary>
    public bool TryAdmit(uint length)
    {
        lock (_entry)
        {
            if (length > (uint)_credit)
                return false;
            _credit -= (int)length;
            return true;
        }
    }

    public void Receive(ReadOnlySpan<byte> data)
    {
        lock (_entry)
        {
            if (_discarding || _failure is not null || _remoteEnd)
                return;
            _received.Write(data);
            _readable.Pulse();
        }
    }

    public void ReceiveEnd()
    {
        bool over;
        lock (_entry)
        {
            _remoteEnd = true;
            _readable.Pulse();
            over = _localEnd;
        }

        if (over)
            Finish();
    }

    /// <summary>More room at the peer; false when the sum is more than a window can be.</summary>
    public bool TryAddWindow(uint delta)
    {
        lock (_entry)
        {
            _sendWindow += delta;
            _writable.Pulse();
            return _sendWindow <= uint.MaxValue;
        }
    }

    /// <summary>Ends both directions with an error.</summary>
    public void Reset(Exception reason, bool tellPeer)
    {
        lock (_entry)
        {
            bool over = _failure is not null || (_localEnd && _remoteEnd);
            _failure ??= reason;
            if (reason is Libp2pException { Fault: Libp2pFault.StreamReset } || _discarding)
                _received.Clear();
            _readable.Pulse();
            _writable.Pulse();
            if (over)
                return;
            if (tellPeer)
                _session.Queue.Add(new YamuxFrame(YamuxFrameType.WindowUpdate, YamuxFlags.Rst, Id, 0), []);
        }

        Finish();
    }

    private Libp2pException Failure() => _failure is Libp2pException known
        ? new Libp2pException(known.Fault, known.Message, known)
        : new Libp2pException(Libp2pFault.ConnectionClosed, $"the connection ended: {_failure!.Message}", _failure);

    private void End()
    {
        bool over;
        lock (_entry)
        {
            if (_localEnd || _failure is not null)
                return;
            _localEnd = true;
            _writable.Pulse();
            _session.Queue.Add(new YamuxFrame(YamuxFrameType.WindowUpdate, YamuxFlags.Fin, Id, 0), []);
            over = _remoteEnd;
            if (!over && _discarding)
                ClosedAt = _session.Time.GetTimestamp();
        }

        if (over)
            Finish();
    }

    private void Finish()
    {
        _session.Remove(this);
        _ended.TrySetResult();
    }

    /// <summary>
    /// Returns window to the peer once half of it was read; doubles it first when the last return is less than four round trips ago.
    /// Called under the lock.
    /// </summary>
    private void GiveCredit()
    {
        int delta = _window - _received.Count - _credit;
        if (_remoteEnd || delta < _window / 2)
            return;
        long now = _session.Time.GetTimestamp();
        var roundTrip = _session.RoundTrip;
        if (roundTrip > TimeSpan.Zero && _session.Time.GetElapsedTime(_lastUpdate, now) < roundTrip * 4 && _window < _session.Options.MaximumWindow)
        {
            int larger = Math.Min(_window * 2, _session.Options.MaximumWindow);
            delta += larger - _window;
            _window = larger;
        }

        _lastUpdate = now;
        _credit += delta;
        _session.Queue.Add(new YamuxFrame(YamuxFrameType.WindowUpdate, YamuxFlags.None, Id, (uint)delta), []);
    }
}
