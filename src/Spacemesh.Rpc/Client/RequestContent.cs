using System.Net;
using System.Threading.Channels;

namespace Spacemesh.Rpc.Client;

/// <summary>The request body of a call: frames are handed over one at a time, the writer waits until the connection took each.</summary>
internal sealed class RequestContent : HttpContent
{
    private readonly Channel<(ReadOnlyMemory<byte> Frame, TaskCompletionSource Taken)> _frames =
        Channel.CreateBounded<(ReadOnlyMemory<byte>, TaskCompletionSource)>(new BoundedChannelOptions(1) { SingleReader = true });

    public async Task WriteAsync(ReadOnlyMemory<byte> frame, CancellationToken cancellationToken)
    {
        var taken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await _frames.Writer.WriteAsync((frame, taken), cancellationToken);
        await taken.Task.WaitAsync(cancellationToken);
    }

    /// <summary>No more frames. May be called twice.</summary>
    public void End() => _frames.Writer.TryComplete();

    /// <summary>The call is over: whoever still writes fails with <paramref name="reason"/>.</summary>
    public void Break(Exception reason)
    {
        _frames.Writer.TryComplete(reason);
        while (_frames.Reader.TryRead(out var waiting))
            waiting.Taken.TrySetException(reason);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        // The headers must leave before the first message: a stream may stay silent for long.
        await stream.FlushAsync(cancellationToken);
        while (await _frames.Reader.WaitToReadAsync(cancellationToken))
        {
            while (_frames.Reader.TryRead(out var next))
            {
                try
                {
                    await stream.WriteAsync(next.Frame, cancellationToken);
                    await stream.FlushAsync(cancellationToken);
                    next.Taken.TrySetResult();
                }
                catch (Exception exception)
                {
                    next.Taken.TrySetException(exception);
                    throw;
                }
            }
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
