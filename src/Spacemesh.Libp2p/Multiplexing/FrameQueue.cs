using System.Buffers;
using Spacemesh.Libp2p.Transports;

namespace Spacemesh.Libp2p.Multiplexing;

/// <summary>
/// Frames on their way to the wire: what gathers while a write runs goes out with the next one. Data writers wait while
/// <see cref="YamuxOptions.SendQueue"/> bytes are queued; frames of the protocol itself never wait, and a peer that makes them pile up by not
/// reading loses the session. One lock, the innermost.
/// </summary>
internal sealed class FrameQueue
{
    private const int Limit = 4 << 20;
    private const int SmallestBuffer = 1024;

    private readonly Lock _entry = new();
    private readonly Gate _room = new();
    private readonly Gate _drained = new();
    private readonly IDuplex _channel;
    private readonly TimeProvider _time;
    private readonly YamuxOptions _options;
    private readonly Action<Exception> _failed;
    private ITimer? _deadline;
    private byte[] _buffer = [];
    private int _length;
    private bool _writing;
    private bool _closed;

    public FrameQueue(IDuplex channel, TimeProvider time, YamuxOptions options, Action<Exception> failed)
    {
        _channel = channel;
        _time = time;
        _options = options;
        _failed = failed;
    }

    /// <summary>Queues one frame; false once the queue is closed.</summary>
    public bool Add(YamuxFrame frame, ReadOnlySpan<byte> payload)
    {
        bool tooMuch = false;
        lock (_entry)
        {
            if (_closed)
                return false;
            int size = YamuxFrame.HeaderSize + payload.Length;
            if (size > _buffer.Length - _length)
                Grow(size);
            frame.Write(_buffer.AsSpan(_length));
            payload.CopyTo(_buffer.AsSpan(_length + YamuxFrame.HeaderSize));
            _length += size;
            if (_writing && _length <= Limit)
                return true;
            if (_writing)
                tooMuch = _closed = true;
            else
                _writing = true;
        }

        if (tooMuch)
            _ = FailAsync(new Libp2pException(Libp2pFault.ProtocolViolation, $"the peer does not read: {Limit} bytes are queued for it"));
        else
            _ = WriteAsync();
        return true;
    }

    /// <summary>Completes when a data writer may add another frame.</summary>
    public async ValueTask AwaitRoomAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            TaskCompletionSource wait;
            lock (_entry)
            {
                if (_closed || _length < _options.SendQueue)
                    return;
                wait = _room.Enter();
            }

            await Gate.AwaitAsync(wait, cancellationToken);
        }
    }

    /// <summary>Completes when everything is written, or the queue is closed.</summary>
    public async ValueTask DrainAsync()
    {
        while (true)
        {
            TaskCompletionSource wait;
            lock (_entry)
            {
                if (_closed || !_writing)
                    return;
                wait = _drained.Enter();
            }

            await wait.Task;
        }
    }

    public void Close()
    {
        lock (_entry)
        {
            _closed = true;
            _room.Pulse();
            _drained.Pulse();
            _deadline?.Dispose();
            _deadline = null;
            if (!_writing)
                Release();
        }
    }

    private void Grow(int size)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(SmallestBuffer, Math.Max(_length + size, _buffer.Length * 2)));
        _buffer.AsSpan(0, _length).CopyTo(larger);
        if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }

    private void Release()
    {
        if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _length = 0;
    }

    private async Task WriteAsync()
    {
        try
        {
            while (true)
            {
                byte[] buffer;
                int length;
                lock (_entry)
                {
                    if (_length == 0 || _closed)
                    {
                        _writing = false;
                        _drained.Pulse();
                        Release();
                        return;
                    }

                    (buffer, length) = (_buffer, _length);
                    (_buffer, _length) = ([], 0);
                    _room.Pulse();
                }

                var write = _channel.WriteAsync(buffer.AsMemory(0, length));
                if (!write.IsCompletedSuccessfully)
                {
                    Arm(_options.WriteTimeout);
                    await write;
                    Arm(Timeout.InfiniteTimeSpan);
                }

                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
        catch (Exception exception)
        {
            // Until the session has closed the queue nobody begins another write, which would fail as well.
            await FailAsync(exception);
            lock (_entry)
            {
                _writing = false;
                Release();
            }
        }
    }

    /// <summary>
    /// Ends the session, which takes its own lock and those of all streams: never at once, for whoever queued the frame holds one of them
    /// and a second thread with another lock could wait for this one for ever.
    /// </summary>
    private async Task FailAsync(Exception exception)
    {
        await Task.Yield();
        _failed(exception);
    }

    private void Arm(TimeSpan span)
    {
        lock (_entry)
        {
            if (_closed)
                return;
            _deadline ??= _time.CreateTimer(
                static queue => ((FrameQueue)queue!)._failed(new Libp2pException(Libp2pFault.Timeout, "the peer does not read: a write was not taken in time")),
                this,
                Timeout.InfiniteTimeSpan,
                Timeout.InfiniteTimeSpan);
            _deadline.Change(span, Timeout.InfiniteTimeSpan);
        }
    }
}
