using Spacemesh.Primitives;
using Spacemesh.Rpc;
using Spacemesh.Rpc.Client;

namespace Spacemesh.Tools.Bootstrapper;

/// <summary>What a node says of its network.</summary>
internal sealed class NodeQueries(string endpoint, TimeProvider time) : IDisposable
{
    private readonly RpcChannel _channel = new(new RpcChannelOptions { Address = new Uri(endpoint.Contains("://", StringComparison.Ordinal) ? endpoint : $"http://{endpoint}") }, time);

    /// <summary>Genesis, layers per epoch and layer duration.</summary>
    public async Task<NetworkParameters> NetworkAsync(CancellationToken cancellationToken)
    {
        var genesis = await AskAsync(Method<V1.GenesisTimeRequest, V1.GenesisTimeResponse>("GenesisTime"), new V1.GenesisTimeRequest(), cancellationToken);
        var layers = await AskAsync(Method<V1.EpochNumLayersRequest, V1.EpochNumLayersResponse>("EpochNumLayers"), new V1.EpochNumLayersRequest(), cancellationToken);
        var duration = await AskAsync(Method<V1.LayerDurationRequest, V1.LayerDurationResponse>("LayerDuration"), new V1.LayerDurationRequest(), cancellationToken);
        return new NetworkParameters
        {
            GenesisTime = DateTimeOffset.FromUnixTimeSeconds(checked((long)genesis.Unixtime.Value)),
            LayersPerEpoch = layers.Numlayers.Number,
            LayerDuration = TimeSpan.FromSeconds(duration.Duration.Value),
            GoldenAtx = default,
            AddressPrefix = "sm",
        };
    }

    /// <summary>The ATXs that count in an epoch, ascending.</summary>
    public async Task<IReadOnlyList<AtxId>> ActiveSetAsync(EpochId epoch, CancellationToken cancellationToken)
    {
        var ids = new List<AtxId>();
        try
        {
            using var call = await _channel.StartAsync(Method<V1.EpochStreamRequest, V1.EpochStreamResponse>("EpochStream"), new V1.EpochStreamRequest { Epoch = epoch.Sub(1).Value }, cancellationToken: cancellationToken);
            await foreach (var answer in call.ReadAllAsync(cancellationToken))
            {
                ids.Add(answer.Id.Id.Length == AtxId.Size
                    ? AtxId.FromBytes(answer.Id.Id.Span)
                    : throw new BootstrapperException($"EpochStream: an ATX id of {answer.Id.Id.Length} bytes"));
            }
        }
        catch (RpcException exception)
        {
            throw new BootstrapperException($"get active set of epoch {epoch} from {endpoint}: {exception.Message}", exception);
        }

        ids.Sort();
        return ids;
    }

    public void Dispose() => _channel.Dispose();

    private static RpcMethod<TRequest, TResponse> Method<TRequest, TResponse>(string name)
        where TRequest : class, Google.Protobuf.IMessage<TRequest>, new()
        where TResponse : class, Google.Protobuf.IMessage<TResponse>, new() =>
        RpcMethod.Of<TRequest, TResponse>(V1.MeshReflection.Descriptor.Services.Single(service => service.Name == "MeshService"), name);

    private async Task<TResponse> AskAsync<TRequest, TResponse>(RpcMethod<TRequest, TResponse> method, TRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await _channel.UnaryAsync(method, request, cancellationToken: cancellationToken);
        }
        catch (RpcException exception)
        {
            throw new BootstrapperException($"query {endpoint}: {exception.Message}", exception);
        }
    }
}
