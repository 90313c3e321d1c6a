using Google.Protobuf;
using Google.Protobuf.Reflection;
using Spacemesh.Rpc.Server;

namespace Spacemesh.Rpc.Gateway;

/// <summary>A stream as newline-delimited JSON.</summary>
internal sealed class LineStreamWriter(GatewayResponse response, RpcContext context, TypeRegistry types) : RpcStreamWriter<IMessage>
{
    public override async ValueTask WriteAsync(IMessage message, CancellationToken cancellationToken = default)
    {
        context.CancellationToken.ThrowIfCancellationRequested();
        cancellationToken.ThrowIfCancellationRequested();
        await response.StartLinesAsync(context);
        await response.SendLineAsync("result", ProtoJsonWriter.ToUtf8(message, types));
    }
}
