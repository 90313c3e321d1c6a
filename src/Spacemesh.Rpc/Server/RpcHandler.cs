using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Spacemesh.Rpc.Server;

/// <summary>One method and what answers it, over untyped messages.</summary>
internal sealed class RpcHandler(MethodDescriptor descriptor)
{
    public MethodDescriptor Descriptor { get; } = descriptor;

    public string Path { get; } = $"/{descriptor.Service.FullName}/{descriptor.Name}";

    public Func<IMessage, RpcContext, Task<IMessage>>? Unary { get; set; }

    public Func<IMessage, RpcStreamWriter<IMessage>, RpcContext, Task>? ServerStream { get; set; }

    public Func<IAsyncEnumerable<IMessage>, RpcStreamWriter<IMessage>, RpcContext, Task>? Duplex { get; set; }

    public bool IsBound => Unary is not null || ServerStream is not null || Duplex is not null;

    public RpcException NotImplemented() => new(StatusCode.Unimplemented, $"method {Descriptor.Name} not implemented");
}
