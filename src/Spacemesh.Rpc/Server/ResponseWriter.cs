using Google.Protobuf;
using Spacemesh.Rpc.Carriage;

namespace Spacemesh.Rpc.Server;

/// <summary>Puts messages on the response body of a call.</summary>
internal sealed class ResponseWriter(GrpcCall call, GrpcListenerOptions options, TimeProvider time) : RpcStreamWriter<IMessage>
{
    private const int FlushedAtEnd = 32 << 10;

    private static readonly RpcMarshaller<IMessage> Marshaller = new(
        message => message.CalculateSize(), (message, writer) => message.WriteTo(writer), _ => throw new NotSupportedException("Responses are only written."));

    public override ValueTask WriteAsync(IMessage message, CancellationToken cancellationToken = default)
    {
        Put(message);
        return FlushAsync(cancellationToken);
    }

    /// <summary>The one response of a unary call: leaves with the status unless it is large.</summary>
    public ValueTask WriteLastAsync(IMessage message) => Put(message) <= FlushedAtEnd ? ValueTask.CompletedTask : FlushAsync(CancellationToken.None);

    /// <summary>Sends what is buffered; gives up on a client that does not read.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        var flush = call.Body.FlushAsync(cancellationToken);
        if (flush.IsCompletedSuccessfully)
        {
            _ = flush.Result;
            return;
        }

        var pending = flush.AsTask();
        try
        {
            await pending.WaitAsync(options.StalledSendLimit, time, call.CancellationToken);
        }
        catch (TimeoutException)
        {
            call.Abort();
            throw new RpcException(StatusCode.Canceled, "the client did not read for too long");
        }
    }

    private int Put(IMessage message)
    {
        call.CancellationToken.ThrowIfCancellationRequested();
        call.PrepareHeaders();
        int size = GrpcFrame.Write(call.Body, message, Marshaller, options.MaxSendMessageSize);
        call.MessageSent();
        return size;
    }
}
