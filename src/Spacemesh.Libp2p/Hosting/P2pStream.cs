using Spacemesh.Libp2p.Identity;
using Spacemesh.Libp2p.Multiplexing;
using Spacemesh.Libp2p.Negotiation;
using Spacemesh.Libp2p.Transports;

namespace Spacemesh.Libp2p.Hosting;

/// <summary>
/// A stream with a peer under an agreed protocol. One reader and one writer at a time. <see cref="CloseAsync"/> ends it in order (what the
/// peer still sends is discarded), <see cref="Abort"/> resets it. Disposing closes.
/// </summary>
public sealed class P2pStream : IDuplex
{
    private readonly IMuxStream _stream;
    private readonly TimeProvider _time;
    private readonly IStreamMeter? _meter;
    private readonly Lock _deadlineEntry = new();
    private byte[]? _unsentProposal;
    private string? _expectedEcho;
    private ITimer? _deadline;
    private volatile bool _expired;

    internal P2pStream(IMuxStream stream, Connection connection, Direction direction, string protocol, TimeProvider time, IStreamMeter? meter, byte[]? unsentProposal)
    {
        _stream = stream;
        _time = time;
        _meter = meter;
        Connection = connection;
        Direction = direction;
        Protocol = protocol;
        OpenedAt = time.GetUtcNow();
        _unsentProposal = unsentProposal;
        _expectedEcho = unsentProposal is null ? null : protocol;
    }

    public Connection Connection { get; }

    public PeerId Peer => Connection.Peer;

    public Direction Direction { get; }

    public string Protocol { get; }

    public DateTimeOffset OpenedAt { get; }

    /// <summary>Completes when both directions are over.</summary>
    public Task Ended => _stream.Ended;

    /// <summary>Resets the stream after so long from now, unless it is set again or cleared with null.</summary>
    public void SetDeadline(TimeSpan? span)
    {
        lock (_deadlineEntry)
        {
            if (span is null)
            {
                _deadline?.Dispose();
                _deadline = null;
                return;
            }

            _deadline ??= _time.CreateTimer(static stream => ((P2pStream)stream!).Expire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _deadline.Change(span.Value, Timeout.InfiniteTimeSpan);
        }
    }

    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            if (_unsentProposal is not null)
                await SendProposalAsync(default, cancellationToken);
            if (_expectedEcho is { } echo)
            {
                await MultistreamSelect.ExpectEchoAsync(_stream, echo, cancellationToken);
                _expectedEcho = null;
            }

            int count = await _stream.ReadAsync(buffer, cancellationToken);
            if (count > 0)
                _meter?.Received(Peer, Protocol, count);
            return count;
        }
        catch (Libp2pException exception) when (_expired)
        {
            throw Expired(exception);
        }
        catch (Libp2pException exception) when (exception.Fault is Libp2pFault.ProtocolNotSupported or Libp2pFault.ProtocolViolation)
        {
            Abort();
            throw;
        }
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default)
    {
        try
        {
            if (_unsentProposal is not null)
                await SendProposalAsync(data, cancellationToken);
            else
                await _stream.WriteAsync(data, cancellationToken);
            _meter?.Sent(Peer, Protocol, data.Length);
        }
        catch (Libp2pException exception) when (_expired)
        {
            throw Expired(exception);
        }
    }

    public async ValueTask CloseWriteAsync(CancellationToken cancellationToken = default)
    {
        if (_unsentProposal is not null)
            await SendProposalAsync(default, cancellationToken);
        await _stream.CloseWriteAsync(cancellationToken);
    }

    public async ValueTask CloseAsync()
    {
        SetDeadline(null);
        try
        {
            if (_unsentProposal is not null)
                await SendProposalAsync(default, default);
        }
        catch (Libp2pException)
        {
            // The connection is gone: nothing is left to close.
        }

        await _stream.DisposeAsync();
    }

    public void Abort()
    {
        SetDeadline(null);
        _stream.Abort();
    }

    public ValueTask DisposeAsync() => CloseAsync();

    private static Libp2pException Expired(Libp2pException inner) => new(Libp2pFault.Timeout, "the stream's deadline passed", inner);

    private void Expire()
    {
        _expired = true;
        _stream.Abort();
    }

    /// <summary>The lazy dialler's first write: the proposal, and the first bytes right behind it (spec 08 §2.3).</summary>
    private ValueTask SendProposalAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        byte[] proposal = Interlocked.Exchange(ref _unsentProposal, null) ?? [];
        return _stream.WriteAsync(data.IsEmpty ? proposal : (byte[])[.. proposal, .. data.Span], cancellationToken);
    }
}
