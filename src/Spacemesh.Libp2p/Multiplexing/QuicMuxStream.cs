#pragma warning disable CA1416 // Made only where QuicSupport says so.
using System.Net.Quic;

namespace Spacemesh.Libp2p.Multiplexing;

/// <summary>One QUIC stream.</summary>
internal sealed class QuicMuxStream : IMuxStream
{
    private readonly QuicStream _stream;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public QuicMuxStream(QuicStream stream, Action over)
    {
        _stream = stream;
        _ = WatchAsync(over);
    }

    public Task Ended => _ended.Task;

    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return await _stream.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception exception) when (exception is QuicException or ObjectDisposedException or InvalidOperationException)
        {
            throw Failed(exception);
        }
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default)
    {
        try
        {
            await _stream.WriteAsync(data, cancellationToken);
        }
        catch (Exception exception) when (exception is QuicException or ObjectDisposedException or InvalidOperationException)
        {
            throw Failed(exception);
        }
    }

    public ValueTask CloseWriteAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            _stream.CompleteWrites();
        }
        catch (ObjectDisposedException)
        {
            // Closed already.
        }

        return ValueTask.CompletedTask;
    }

    public void Abort()
    {
        try
        {
            _stream.Abort(QuicAbortDirection.Both, 0);
        }
        catch (ObjectDisposedException)
        {
            // Closed already.
        }
    }

    /// <summary>Ends both directions, and does not wait for the peer to end its own, which js-libp2p may never do.</summary>
    public ValueTask DisposeAsync()
    {
        _ = EndAsync(_stream.DisposeAsync().AsTask());
        return ValueTask.CompletedTask;
    }

    private static Libp2pException Failed(Exception exception) => exception is QuicException { QuicError: QuicError.StreamAborted }
        ? new Libp2pException(Libp2pFault.StreamReset, "the peer reset the stream", exception)
        : new Libp2pException(Libp2pFault.ConnectionClosed, $"the connection ended: {exception.Message}", exception);

    private async Task WatchAsync(Action over)
    {
        await EndAsync(_stream.ReadsClosed);
        await EndAsync(_stream.WritesClosed);
        over();
        _ended.TrySetResult();
    }

    private static async Task EndAsync(Task closed)
    {
        try
        {
            await closed;
        }
        catch (Exception exception) when (exception is QuicException or ObjectDisposedException or OperationCanceledException)
        {
            // Over is over.
        }
    }
}
