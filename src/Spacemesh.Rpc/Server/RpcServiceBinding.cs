using System.Runtime.CompilerServices;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Spacemesh.Rpc.Server;

/// <summary>
/// A service by its descriptor, with a handler per method. One binding may be served by several listeners: its handlers then share their state.
/// A method without handler answers Unimplemented <c>method X not implemented</c>.
/// </summary>
public sealed class RpcServiceBinding
{
    private readonly Dictionary<string, RpcHandler> _handlers = new(StringComparer.Ordinal);

    public RpcServiceBinding(ServiceDescriptor descriptor)
    {
        Descriptor = descriptor;
        foreach (var method in descriptor.Methods)
            _handlers[method.Name] = new RpcHandler(method);
    }

    public ServiceDescriptor Descriptor { get; }

    public string Name => Descriptor.FullName;

    internal IReadOnlyDictionary<string, RpcHandler> Handlers => _handlers;

    /// <summary>One request, one response.</summary>
    public RpcServiceBinding Unary<TRequest, TResponse>(string method, Func<TRequest, RpcContext, Task<TResponse>> handler)
        where TRequest : IMessage<TRequest>
        where TResponse : IMessage<TResponse>
    {
        var bound = Bind<TRequest, TResponse>(method, clientStreaming: false, serverStreaming: false);
        bound.Unary = async (request, context) => await handler((TRequest)request, context);
        return this;
    }

    /// <summary>One request, any number of responses. The stream ends when the handler's task does.</summary>
    public RpcServiceBinding ServerStream<TRequest, TResponse>(string method, Func<TRequest, RpcStreamWriter<TResponse>, RpcContext, Task> handler)
        where TRequest : IMessage<TRequest>
        where TResponse : IMessage<TResponse>
    {
        var bound = Bind<TRequest, TResponse>(method, clientStreaming: false, serverStreaming: true);
        bound.ServerStream = (request, writer, context) => handler((TRequest)request, new CastStreamWriter<TResponse>(writer), context);
        return this;
    }

    /// <summary>Any number of requests, one response.</summary>
    public RpcServiceBinding ClientStream<TRequest, TResponse>(string method, Func<IAsyncEnumerable<TRequest>, RpcContext, Task<TResponse>> handler)
        where TRequest : IMessage<TRequest>
        where TResponse : IMessage<TResponse>
    {
        var bound = Bind<TRequest, TResponse>(method, clientStreaming: true, serverStreaming: false);
        bound.Duplex = async (requests, writer, context) =>
            await writer.WriteAsync(await handler(Cast<TRequest>(requests, context.CancellationToken), context), context.CancellationToken);
        return this;
    }

    /// <summary>Any number of messages both ways. Requests are read by one reader at a time.</summary>
    public RpcServiceBinding Duplex<TRequest, TResponse>(
        string method, Func<IAsyncEnumerable<TRequest>, RpcStreamWriter<TResponse>, RpcContext, Task> handler)
        where TRequest : IMessage<TRequest>
        where TResponse : IMessage<TResponse>
    {
        var bound = Bind<TRequest, TResponse>(method, clientStreaming: true, serverStreaming: true);
        bound.Duplex = (requests, writer, context) =>
            handler(Cast<TRequest>(requests, context.CancellationToken), new CastStreamWriter<TResponse>(writer), context);
        return this;
    }

    /// <summary>A unary handler over messages of whatever type the descriptor names.</summary>
    public RpcServiceBinding UnaryUntyped(string method, Func<IMessage, RpcContext, Task<IMessage>> handler)
    {
        Find(method, clientStreaming: false, serverStreaming: false).Unary = handler;
        return this;
    }

    /// <summary>A server-stream handler over messages of whatever type the descriptor names.</summary>
    public RpcServiceBinding ServerStreamUntyped(string method, Func<IMessage, RpcStreamWriter<IMessage>, RpcContext, Task> handler)
    {
        Find(method, clientStreaming: false, serverStreaming: true).ServerStream = handler;
        return this;
    }

    private static async IAsyncEnumerable<T> Cast<T>(IAsyncEnumerable<IMessage> messages, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var message in messages.WithCancellation(cancellationToken))
            yield return (T)message;
    }

    private RpcHandler Bind<TRequest, TResponse>(string method, bool clientStreaming, bool serverStreaming)
    {
        var handler = Find(method, clientStreaming, serverStreaming);
        if (handler.Descriptor.InputType.ClrType != typeof(TRequest) || handler.Descriptor.OutputType.ClrType != typeof(TResponse))
            throw new ArgumentException($"{handler.Path} takes {handler.Descriptor.InputType.FullName} and gives {handler.Descriptor.OutputType.FullName}.", nameof(method));
        return handler;
    }

    private RpcHandler Find(string method, bool clientStreaming, bool serverStreaming)
    {
        if (!_handlers.TryGetValue(method, out var handler))
            throw new ArgumentException($"{Name} has no method {method}.", nameof(method));
        if (handler.IsBound)
            throw new ArgumentException($"{handler.Path} has a handler already.", nameof(method));
        if (handler.Descriptor.IsClientStreaming != clientStreaming || handler.Descriptor.IsServerStreaming != serverStreaming)
            throw new ArgumentException($"{handler.Path} streams other sides than this handler.", nameof(method));
        return handler;
    }
}
