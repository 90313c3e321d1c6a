using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Spacemesh.Rpc;

/// <summary>A method a client can call.</summary>
/// <param name="Path"><c>/package.Service/Method</c>.</param>
/// <param name="ClientStreaming">The client sends any number of messages; else exactly one.</param>
/// <param name="ServerStreaming">The server sends any number of messages; else exactly one.</param>
/// <param name="Request">Encoding of requests.</param>
/// <param name="Response">Encoding of responses.</param>
public sealed record RpcMethod<TRequest, TResponse>(
    string Path, bool ClientStreaming, bool ServerStreaming, RpcMarshaller<TRequest> Request, RpcMarshaller<TResponse> Response);

/// <summary>Makes <see cref="RpcMethod{TRequest,TResponse}"/> values.</summary>
public static class RpcMethod
{
    /// <summary>The method <paramref name="name"/> of a generated service descriptor.</summary>
    /// <exception cref="ArgumentException">There is no such method, or it has other message types.</exception>
    public static RpcMethod<TRequest, TResponse> Of<TRequest, TResponse>(ServiceDescriptor service, string name)
        where TRequest : IMessage<TRequest>, new()
        where TResponse : IMessage<TResponse>, new()
    {
        var method = service.FindMethodByName(name) ?? throw new ArgumentException($"{service.FullName} has no method {name}.", nameof(name));
        if (method.InputType.ClrType != typeof(TRequest) || method.OutputType.ClrType != typeof(TResponse))
            throw new ArgumentException($"{method.FullName} is {method.InputType.ClrType} → {method.OutputType.ClrType}.", nameof(name));
        return new(
            $"/{service.FullName}/{name}", method.IsClientStreaming, method.IsServerStreaming, RpcMarshaller.Protobuf<TRequest>(), RpcMarshaller.Protobuf<TResponse>());
    }
}
