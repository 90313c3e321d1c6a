namespace Spacemesh.Rpc.Server;

/// <summary>Sends the messages of a stream, one at a time.</summary>
public abstract class RpcStreamWriter<T>
{
    private protected RpcStreamWriter()
    {
    }

    /// <summary>
    /// Sends a message; waits while the client's window and the stream's buffer are full.
    /// </summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> or the call was cancelled.</exception>
    /// <exception cref="RpcException">The message is larger than the listener allows.</exception>
    public abstract ValueTask WriteAsync(T message, CancellationToken cancellationToken = default);
}
