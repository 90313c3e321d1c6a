using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Spacemesh.Post.Remote.NodeSide;
using Spacemesh.Rpc.Client;
using Spacemesh.Rpc.Server;
using Spacemesh.Runtime;

namespace Spacemesh.Smeshing.Tests.World;

/// <summary>The node's end of PoST services on a loopback port.</summary>
internal sealed class TestNode : IAsyncDisposable
{
    private readonly RpcServer _server;

    private TestNode(RpcServer server, IPEndPoint endPoint, TestRegistry registry, bool isTls)
    {
        _server = server;
        Registry = registry;
        Address = new Uri($"{(isTls ? "https" : "http")}://127.0.0.1:{endPoint.Port}");
    }

    public TestRegistry Registry { get; }

    public Uri Address { get; }

    public static async Task<TestNode> StartAsync(
        bool allows = true, RpcServerTls? tls = null, TimeSpan? queryInterval = null, TimeSpan? answerLimit = null, int port = 0, TestRegistry? registry = null)
    {
        registry ??= new TestRegistry(allows);
        var server = new RpcServer(TimeProvider.System, SystemRandom.Instance, NullLoggerFactory.Instance);
        var endpoint = new PostServiceEndpoint(
            registry,
            new PostServiceEndpointOptions { QueryInterval = queryInterval ?? TimeSpan.FromMilliseconds(5), AnswerLimit = answerLimit ?? TimeSpan.FromMinutes(10) },
            TimeProvider.System, NullLogger.Instance);
        var listener = await server.ListenAsync(new GrpcListenerOptions { EndPoint = new IPEndPoint(IPAddress.Loopback, port), Services = [endpoint.Bind()], Tls = tls });
        return new TestNode(server, listener.EndPoint, registry, tls is not null);
    }

    public RpcChannel Channel() => new(new RpcChannelOptions { Address = Address }, TimeProvider.System);

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
