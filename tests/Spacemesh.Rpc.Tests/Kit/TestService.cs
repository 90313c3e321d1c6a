using Google.Protobuf.WellKnownTypes;
using RpcTest.V1;
using Spacemesh.Rpc.Server;

namespace Spacemesh.Rpc.Tests.Kit;

/// <summary>The service of Protos/rpctest.proto.</summary>
internal static class TestService
{
    private static readonly Google.Protobuf.Reflection.ServiceDescriptor Descriptor = RpctestReflection.Descriptor.Services[0];

    public static RpcMethod<Text, Text> Echo { get; } = RpcMethod.Of<Text, Text>(Descriptor, "Echo");

    public static RpcMethod<Blob, Blob> Bytes { get; } = RpcMethod.Of<Blob, Blob>(Descriptor, "Bytes");

    public static RpcMethod<Text, Text> Fail { get; } = RpcMethod.Of<Text, Text>(Descriptor, "Fail");

    public static RpcMethod<Everything, Everything> Mirror { get; } = RpcMethod.Of<Everything, Everything>(Descriptor, "Mirror");

    public static RpcMethod<Text, Text> Unbound { get; } = RpcMethod.Of<Text, Text>(Descriptor, "Unbound");

    public static RpcMethod<Count, Count> CountTo { get; } = RpcMethod.Of<Count, Count>(Descriptor, "CountTo");

    public static RpcMethod<Count, Count> Sum { get; } = RpcMethod.Of<Count, Count>(Descriptor, "Sum");

    public static RpcMethod<Text, Text> Chat { get; } = RpcMethod.Of<Text, Text>(Descriptor, "Chat");

    /// <summary>A method as bytes, for what no typed client sends.</summary>
    public static RpcMethod<byte[], byte[]> Raw(string path) => new(path, false, false, RpcMarshaller.Raw, RpcMarshaller.Raw);

    public static RpcServiceBinding Binding() => new RpcServiceBinding(Descriptor)
        .Unary<Text, Text>("Echo", EchoAsync)
        .Unary<Blob, Blob>("Bytes", (request, _) => Task.FromResult(request))
        .Unary<Text, Text>("Fail", (request, context) => FailAsync(request))
        .Unary<Everything, Everything>("Mirror", (request, _) => Task.FromResult(request))
        .Unary<Lookup, Lookup>("Find", (request, _) => Task.FromResult(request))
        .ServerStream<Count, Count>("CountTo", CountAsync)
        .ClientStream<Count, Count>("Sum", SumAsync)
        .Duplex<Text, Text>("Chat", ChatAsync);

    private static Task<Text> EchoAsync(Text request, RpcContext context)
    {
        if (context.RequestMetadata.Get("x-text") is { } text)
        {
            context.ResponseHeaders.Add("x-text", text);
            context.ResponseTrailers.Add("x-after", text);
        }

        if (context.RequestMetadata.GetBytes("x-data-bin") is { } bytes)
            context.ResponseHeaders.Add("x-data-bin", bytes);
        return Task.FromResult(request);
    }

    private static Task<Text> FailAsync(Text request) => request.Text_ switch
    {
        "bug" => throw new InvalidOperationException("a secret of the handler"),
        "details" => throw new RpcException(StatusCode.FailedPrecondition, "see details", [Any.Pack(new Text { Text_ = "why" })]),
        var text => throw new RpcException(StatusCode.InvalidArgument, text),
    };

    private static async Task CountAsync(Count request, RpcStreamWriter<Count> writer, RpcContext context)
    {
        await context.SendHeadersAsync();
        for (ulong i = 1; i <= request.Number; i++)
            await writer.WriteAsync(new Count { Number = i, Total = request.Number });
        if (request.Total == 1)
            throw new RpcException(StatusCode.DataLoss, "lost the rest");
    }

    private static async Task<Count> SumAsync(IAsyncEnumerable<Count> requests, RpcContext context)
    {
        ulong sum = 0;
        await foreach (var request in requests)
            sum += request.Number;
        return new Count { Total = sum };
    }

    private static async Task ChatAsync(IAsyncEnumerable<Text> requests, RpcStreamWriter<Text> writer, RpcContext context)
    {
        await foreach (var request in requests)
            await writer.WriteAsync(new Text { Text_ = $"{request.Text_}!" });
    }
}
