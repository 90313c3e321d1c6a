#pragma warning disable CA1416 // Made only where QuicSupport says so.
using System.Net.Quic;

namespace Spacemesh.Libp2p.Multiplexing;

/// <summary>The streams of a QUIC connection.</summary>
internal sealed class QuicMultiplexer(QuicConnection connection) : IMultiplexer
{
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _streams;

    public Task Completion => _completion.Task;

    public Exception? Failure { get; private set; }

    public int StreamCount => Volatile.Read(ref _streams);

    public TimeSpan RoundTrip => TimeSpan.Zero;

    public async ValueTask<IMuxStream> OpenAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            return Wrap(await connection.OpenOutboundStreamAsync(QuicStreamType.Bidirectional, cancellationToken));
        }
        catch (Exception exception) when (exception is QuicException or ObjectDisposedException)
        {
            throw new Libp2pException(Libp2pFault.ConnectionClosed, $"the connection ended: {exception.Message}", exception);
        }
    }

    public async ValueTask<IMuxStream?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            return Wrap(await connection.AcceptInboundStreamAsync(cancellationToken));
        }
        catch (Exception exception) when (exception is QuicException or ObjectDisposedException)
        {
            Failure ??= exception is QuicException { QuicError: QuicError.ConnectionAborted or QuicError.OperationAborted } ? null : exception;
            _completion.TrySetResult();
            return null;
        }
    }

    public async ValueTask CloseAsync()
    {
        await connection.CloseAsync(0);
        await connection.DisposeAsync();
        _completion.TrySetResult();
    }

    public void Abort(Exception? reason = null)
    {
        Failure ??= reason;
        _ = CloseAsync().AsTask();
    }

    public ValueTask DisposeAsync() => CloseAsync();

    private QuicMuxStream Wrap(QuicStream stream)
    {
        Interlocked.Increment(ref _streams);
        return new QuicMuxStream(stream, () => Interlocked.Decrement(ref _streams));
    }
}
