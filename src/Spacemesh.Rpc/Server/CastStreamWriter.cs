using Google.Protobuf;

namespace Spacemesh.Rpc.Server;

/// <summary>The typed face of the transport's writer.</summary>
internal sealed class CastStreamWriter<T>(RpcStreamWriter<IMessage> inner) : RpcStreamWriter<T>
    where T : IMessage
{
    public override ValueTask WriteAsync(T message, CancellationToken cancellationToken = default) => inner.WriteAsync(message, cancellationToken);
}
