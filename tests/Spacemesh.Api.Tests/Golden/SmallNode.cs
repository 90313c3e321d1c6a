using Google.Protobuf;
using Spacemesh.Ports.Api;
using Spacemesh.Storage.Memory;

namespace Spacemesh.Api.Tests.Golden;

/// <summary>A node over an empty state in memory, and typed calls to it.</summary>
internal sealed class SmallNode : IAsyncDisposable
{
    public SmallNode(Func<ApiOptions, ApiOptions>? options = null, Func<ApiSources, ApiSources>? sources = null, GoldenSmeshing? smeshing = null, INetworkView? view = null, TimeProvider? serverTime = null)
    {
        Node = GoldenNode.Start(
            new MemoryStateDatabase(),
            SmallNetwork.Parameters,
            SmallNetwork.Parameters.StartOf(new Primitives.LayerId(12)),
            smeshing,
            options?.Invoke(GoldenNode.LoopbackOptions) ?? GoldenNode.LoopbackOptions,
            view,
            sources,
            serverTime);
    }

    public GoldenNode Node { get; }

    public async Task<TResponse> CallAsync<TResponse>(string method, IMessage request, string endpoint = "public", RpcCallOptions? options = null)
        where TResponse : IMessage<TResponse>, new()
    {
        byte[] response = await Node.Channel(endpoint).UnaryAsync(ApiMethods.Raw(ApiMethods.Find(method)), request.ToByteArray(), options);
        return new MessageParser<TResponse>(() => new TResponse()).ParseFrom(response);
    }

    public Task<RpcCall<byte[], byte[]>> StreamAsync(string method, IMessage request, string endpoint = "public") =>
        Node.Channel(endpoint).StartAsync(ApiMethods.Raw(ApiMethods.Find(method)), request.ToByteArray(), new RpcCallOptions { Timeout = TimeSpan.FromSeconds(60) });

    public async Task<RpcException> FailsAsync(string method, IMessage request, string endpoint = "public", RpcCallOptions? options = null) =>
        await Assert.ThrowsAsync<RpcException>(() => Node.Channel(endpoint).UnaryAsync(ApiMethods.Raw(ApiMethods.Find(method)), request.ToByteArray(), options));

    public ValueTask DisposeAsync() => Node.DisposeAsync();
}
