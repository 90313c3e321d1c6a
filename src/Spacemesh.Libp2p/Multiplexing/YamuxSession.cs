using System.Buffers;
using System.Threading.Channels;
using Spacemesh.Libp2p.Transports;
using Spacemesh.Runtime;

namespace Spacemesh.Libp2p.Multiplexing;

/// <summary>
/// Yamux over a secured channel (spec 08 §2.5): one loop reads frames, streams write theirs into one queue. Owns the channel. Locks: a
/// stream's, inside it the session's or the queue's.
/// </summary>
public sealed class YamuxSession : IMultiplexer
{
    public const string Protocol = "/yamux/1.0.0";

    private const int ReadSize = 64 << 10;
    private const uint GoAwayNormal = 0;
    private const uint GoAwayProtocolError = 1;

    private readonly Lock _entry = new();
    private readonly Dictionary<uint, YamuxStream> _streams = [];
    private readonly Channel<YamuxStream> _accepted = Channel.CreateUnbounded<YamuxStream>();
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly AsyncSemaphore _openSlots;
    private readonly IDuplex _channel;
    private readonly bool _dialled;
    private readonly ITimer _keepAlive;
    private uint _nextStream;
    private int _inbound;
    private int _waiting;
    private uint _pingValue;
    private long _pingSent;
    private bool _pingPending;
    private bool _remoteGoneAway;
    private bool _closed;

    // Of the reading loop.
    private readonly byte[] _header = new byte[YamuxFrame.HeaderSize];
    private int _headerSize;
    private YamuxFrame _frame;
    private YamuxStream? _target;
    private uint _payloadLeft;

    private YamuxSession(IDuplex channel, bool dialled, TimeProvider time, YamuxOptions? options)
    {
        _channel = channel;
        _dialled = dialled;
        Time = time;
        Options = options ?? new YamuxOptions();
        _nextStream = dialled ? 1u : 2u;
        _openSlots = new AsyncSemaphore(Options.OpenBacklog);
        Queue = new FrameQueue(channel, time, Options, exception => Abort(exception));
        _keepAlive = time.CreateTimer(static session => ((YamuxSession)session!).Tick(), this, Options.WriteTimeout, Options.WriteTimeout);
    }

    public Task Completion => _completion.Task;

    public Exception? Failure { get; private set; }

    public TimeSpan RoundTrip { get; private set; }

    public int StreamCount
    {
        get
        {
            lock (_entry)
            {
                return _streams.Count;
            }
        }
    }

    internal TimeProvider Time { get; }

    internal YamuxOptions Options { get; }

    internal FrameQueue Queue { get; }

    /// <summary>Starts a session, which ends with the channel or when it is closed.</summary>
    /// <param name="channel">The secured channel; disposed with the session.</param>
    /// <param name="dialled">Whether this side dialled, which gives it the odd stream ids.</param>
    /// <param name="time">Clock of timeouts.</param>
    /// <param name="options">Limits.</param>
    public static YamuxSession Start(IDuplex channel, bool dialled, TimeProvider time, YamuxOptions? options = null)
    {
        var session = new YamuxSession(channel, dialled, time, options);
        session.Ping();
        _ = session.ReadLoopAsync();
        return session;
    }

    public async ValueTask<IMuxStream> OpenAsync(CancellationToken cancellationToken = default)
    {
        await _openSlots.WaitAsync(cancellationToken);
        YamuxStream stream;
        lock (_entry)
        {
            if (_closed || _remoteGoneAway || _nextStream > uint.MaxValue - 2)
            {
                _openSlots.Release();
                throw new Libp2pException(Libp2pFault.ConnectionClosed, _remoteGoneAway ? "the peer takes no more streams" : "the connection is closed");
            }

            stream = new YamuxStream(this, _nextStream, acknowledged: false);
            _nextStream += 2;
            _streams.Add(stream.Id, stream);
            // Queued under the lock: ids must appear on the wire in order.
            Queue.Add(new YamuxFrame(YamuxFrameType.WindowUpdate, YamuxFlags.Syn, stream.Id, 0), []);
        }

        return stream;
    }

    public async ValueTask<IMuxStream?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (await _accepted.Reader.WaitToReadAsync(cancellationToken))
        {
            if (!_accepted.Reader.TryRead(out var stream))
                continue;
            lock (_entry)
            {
                _waiting--;
            }

            Queue.Add(new YamuxFrame(YamuxFrameType.WindowUpdate, YamuxFlags.Ack, stream.Id, 0), []);
            return stream;
        }

        return null;
    }

    public async ValueTask CloseAsync()
    {
        await Queue.DrainAsync();
        if (TryEnd(null))
            await _channel.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        await Completion;
    }

    public void Abort(Exception? reason = null)
    {
        if (TryEnd(reason))
            _channel.Abort();
    }

    /// <summary>Ends everything but the channel; false when that was done before.</summary>
    private bool TryEnd(Exception? reason)
    {
        List<YamuxStream> streams;
        lock (_entry)
        {
            if (_closed)
                return false;
            _closed = true;
            Failure = reason;
            streams = [.. _streams.Values];
        }

        _keepAlive.Dispose();
        Queue.Close();
        var failure = new Libp2pException(Libp2pFault.ConnectionClosed, reason is null ? "the connection is closed" : $"the connection ended: {reason.Message}", reason);
        foreach (var stream in streams)
            stream.Reset(failure, tellPeer: false);
        _accepted.Writer.TryComplete();
        return true;
    }

    internal void Remove(YamuxStream stream)
    {
        bool release = false;
        lock (_entry)
        {
            if (!_streams.Remove(stream.Id))
                return;
            if (IsOwn(stream.Id))
            {
                release = !stream.Acknowledged;
                stream.Acknowledged = true;
            }
            else
            {
                _inbound--;
            }
        }

        if (release)
            _openSlots.Release();
    }

    private bool IsOwn(uint id) => (id & 1) == (_dialled ? 1u : 0u);

    private async Task ReadLoopAsync()
    {
        byte[]? buffer = null;
        try
        {
            while (true)
            {
                await _channel.ReadAsync(Memory<byte>.Empty);
                buffer = ArrayPool<byte>.Shared.Rent(ReadSize);
                int count = await _channel.ReadAsync(buffer);
                if (count == 0)
                    break;
                Handle(buffer.AsSpan(0, count));
                ArrayPool<byte>.Shared.Return(buffer);
                buffer = null;
            }

            Abort(_headerSize > 0 || _payloadLeft > 0 ? new Libp2pException(Libp2pFault.UnexpectedEnd, "the connection ended within a frame") : null);
        }
        catch (Libp2pException exception) when (exception.Fault == Libp2pFault.ProtocolViolation)
        {
            await EndWithGoAwayAsync(exception);
        }
        catch (Exception exception)
        {
            Abort(exception);
        }
        finally
        {
            if (buffer is not null)
                ArrayPool<byte>.Shared.Return(buffer);
            try
            {
                await _channel.DisposeAsync();
            }
            finally
            {
                // Whatever came before: others wait for the end.
                _completion.TrySetResult();
            }
        }
    }

    private async Task EndWithGoAwayAsync(Exception reason)
    {
        Queue.Add(new YamuxFrame(YamuxFrameType.GoAway, YamuxFlags.None, 0, GoAwayProtocolError), []);
        try
        {
            await Queue.DrainAsync();
        }
        finally
        {
            // Not aborted: what is on its way shall arrive. The reading loop disposes the channel.
            TryEnd(reason);
        }
    }

    private void Handle(ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty)
        {
            if (_payloadLeft > 0)
            {
                int size = (int)Math.Min(_payloadLeft, (uint)data.Length);
                _target?.Receive(data[..size]);
                data = data[size..];
                _payloadLeft -= (uint)size;
                if (_payloadLeft == 0)
                    EndOfFrame();
                continue;
            }

            int part = Math.Min(YamuxFrame.HeaderSize - _headerSize, data.Length);
            data[..part].CopyTo(_header.AsSpan(_headerSize));
            _headerSize += part;
            data = data[part..];
            if (_headerSize < YamuxFrame.HeaderSize)
                return;
            _headerSize = 0;
            if (!YamuxFrame.TryRead(_header, out _frame))
                throw Violation("a frame of another version or type");
            HandleHeader();
        }
    }

    private void HandleHeader()
    {
        switch (_frame.Type)
        {
            case YamuxFrameType.Ping:
                HandlePing();
                return;
            case YamuxFrameType.GoAway:
                HandleGoAway();
                return;
            default:
                break;
        }

        if (_frame.Flags.HasFlag(YamuxFlags.Syn))
            Incoming();
        lock (_entry)
        {
            _target = _streams.GetValueOrDefault(_frame.Stream);
        }

        if (_target is not null && _frame.Flags.HasFlag(YamuxFlags.Ack))
            Acknowledge(_target);
        if (_frame.Type == YamuxFrameType.WindowUpdate)
        {
            if (_target?.TryAddWindow(_frame.Length) == false)
                throw Violation("a window update beyond 4 GiB");
            EndOfFrame();
            return;
        }

        if (_target?.TryAdmit(_frame.Length) == false)
            throw Violation($"{_frame.Length} bytes on stream {_frame.Stream} are more than its window");
        // What comes for a stream that is over is read past; nobody's window pays for it, so its size is bounded here.
        if (_target is null && _frame.Length > Options.MaximumWindow)
            throw Violation($"a frame of {_frame.Length} bytes");
        _payloadLeft = _frame.Length;
        if (_payloadLeft == 0)
            EndOfFrame();
    }

    private void EndOfFrame()
    {
        if (_target is { } target)
        {
            if (_frame.Flags.HasFlag(YamuxFlags.Rst))
                target.Reset(new Libp2pException(Libp2pFault.StreamReset, "the peer reset the stream"), tellPeer: false);
            else if (_frame.Flags.HasFlag(YamuxFlags.Fin))
                target.ReceiveEnd();
        }

        _target = null;
    }

    private void Incoming()
    {
        uint id = _frame.Stream;
        if (id == 0 || IsOwn(id))
            throw Violation($"the peer opened stream {id}, which is not one of its numbers");
        YamuxStream? stream = null;
        lock (_entry)
        {
            if (_closed)
                return;
            if (_streams.ContainsKey(id))
                throw Violation($"the peer opened stream {id} twice");
            if (_waiting < Options.AcceptBacklog && _inbound < Options.MaximumInboundStreams)
            {
                stream = new YamuxStream(this, id, acknowledged: true);
                _streams.Add(id, stream);
                _inbound++;
                _waiting++;
            }
        }

        if (stream is null)
            Queue.Add(new YamuxFrame(YamuxFrameType.WindowUpdate, YamuxFlags.Rst, id, 0), []);
        else
            _accepted.Writer.TryWrite(stream);
    }

    private void Acknowledge(YamuxStream stream)
    {
        lock (_entry)
        {
            if (stream.Acknowledged)
                return;
            stream.Acknowledged = true;
        }

        _openSlots.Release();
    }

    private void HandlePing()
    {
        if (_frame.Flags.HasFlag(YamuxFlags.Syn))
        {
            Queue.Add(new YamuxFrame(YamuxFrameType.Ping, YamuxFlags.Ack, 0, _frame.Length), []);
            return;
        }

        lock (_entry)
        {
            if (!_pingPending || _frame.Length != _pingValue)
                return;
            _pingPending = false;
            _pingValue++;
            RoundTrip = Time.GetElapsedTime(_pingSent);
        }
    }

    private void HandleGoAway()
    {
        if (_frame.Length != GoAwayNormal)
            throw new Libp2pException(Libp2pFault.ConnectionClosed, $"the peer ended the session with code {_frame.Length}");
        lock (_entry)
        {
            _remoteGoneAway = true;
        }
    }

    private void Ping()
    {
        lock (_entry)
        {
            if (_closed || _pingPending)
                return;
            _pingPending = true;
            _pingSent = Time.GetTimestamp();
        }

        Queue.Add(new YamuxFrame(YamuxFrameType.Ping, YamuxFlags.Syn, 0, _pingValue), []);
    }

    /// <summary>Every 25 s: looks after the answer to the last ping, sends the next when 30 s have passed, ends streams left open by the peer.</summary>
    private void Tick()
    {
        bool unanswered;
        bool due;
        List<YamuxStream>? stale = null;
        lock (_entry)
        {
            if (_closed)
                return;
            var sincePing = Time.GetElapsedTime(_pingSent);
            unanswered = _pingPending && sincePing >= Options.WriteTimeout;
            due = !_pingPending && sincePing + Options.WriteTimeout > Options.KeepAlive;
            foreach (var stream in _streams.Values)
            {
                if (stream.ClosedAt != 0 && Time.GetElapsedTime(stream.ClosedAt) >= Options.CloseTimeout)
                    (stale ??= []).Add(stream);
            }
        }

        if (unanswered)
        {
            Abort(new Libp2pException(Libp2pFault.Timeout, "the peer does not answer pings"));
            return;
        }

        foreach (var stream in stale ?? [])
            stream.Abort();
        if (due)
            Ping();
    }

    private static Libp2pException Violation(string what) => new(Libp2pFault.ProtocolViolation, $"yamux: {what}");
}
