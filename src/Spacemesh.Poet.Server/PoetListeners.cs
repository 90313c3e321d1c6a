using Microsoft.Extensions.Logging;
using Spacemesh.Rpc.Gateway;
using Spacemesh.Rpc.Reflection;
using Spacemesh.Rpc.Server;
using Spacemesh.Runtime;
using Api = global::Rpc.Api.V1;

namespace Spacemesh.Poet.Server;

/// <summary>The listeners of a PoET service (spec 03 §11).</summary>
public sealed class PoetListeners : IAsyncDisposable
{
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(10);

    private readonly RpcServer _server;

    private PoetListeners(RpcServer server) => _server = server;

    /// <summary>The API files as the reference publishes them, byte for byte.</summary>
    public static DescriptorPool Descriptors { get; } = DescriptorPool.FromResource(typeof(PoetListeners).Assembly, "poet.binpb");

    public RpcListener? Grpc { get; private set; }

    public RpcListener? Admin { get; private set; }

    public RpcListener? Rest { get; private set; }

    /// <summary>Binds the public gRPC, the admin's and the REST listener, in this order.</summary>
    /// <exception cref="IOException">An address cannot be bound.</exception>
    public static async Task<PoetListeners> StartAsync(
        PoetService service, PoetListenerOptions options, TimeProvider time, IRandomSource random, ILoggerFactory? logs = null, CancellationToken cancellationToken = default)
    {
        var listeners = new PoetListeners(new RpcServer(time, random, logs));
        try
        {
            await listeners.BindAsync(service, options, cancellationToken);
            return listeners;
        }
        catch
        {
            await listeners.DisposeAsync();
            throw;
        }
    }

    /// <summary>Lets running calls end, for ten seconds at most.</summary>
    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync(StopGrace);
        await _server.DisposeAsync();
    }

    private async Task BindAsync(PoetService service, PoetListenerOptions options, CancellationToken cancellationToken)
    {
        var poet = service.Api.PoetBinding();
        service.Metrics.Grpc.Prepare([.. Api.ApiReflection.Descriptor.Services, .. Api.InternalApiReflection.Descriptor.Services]);
        if (options.Grpc is { } grpc)
        {
            Grpc = await _server.ListenAsync(
                new GrpcListenerOptions
                {
                    EndPoint = grpc,
                    Services = [poet],
                    Descriptors = Descriptors,
                    Observer = service.Metrics.Grpc,
                    MaxReceiveMessageSize = options.MaxBodySize,
                    MaxConnectionIdle = TimeSpan.FromMinutes(120),
                    MaxConnectionAge = TimeSpan.FromMinutes(180),
                    MaxConnectionAgeGrace = TimeSpan.FromMinutes(10),
                    KeepAliveAfter = TimeSpan.FromMinutes(1),
                    KeepAliveTimeout = TimeSpan.FromMinutes(3),
                },
                cancellationToken);
        }

        if (options.Admin is { } admin)
        {
            Admin = await _server.ListenAsync(
                new GrpcListenerOptions { EndPoint = admin, Services = [service.Api.ConfigurationBinding()], Descriptors = Descriptors, Observer = service.Metrics.Grpc }, cancellationToken);
        }

        if (options.Rest is { } rest)
        {
            Rest = await _server.ListenAsync(
                new GatewayListenerOptions
                {
                    EndPoint = rest,
                    Services = [poet],
                    GenericPaths = false,
                    ForwardMetadata = true,
                    MaxBodySize = options.MaxBodySize,
                    MaxResponseSize = options.MaxResponseSize,
                    ReadLimit = TimeSpan.FromSeconds(5),
                },
                cancellationToken);
        }
    }
}
