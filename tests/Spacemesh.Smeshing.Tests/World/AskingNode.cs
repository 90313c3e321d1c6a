using System.Net;
using System.Threading.Channels;
using Google.Protobuf.Reflection;
using Microsoft.Extensions.Logging.Abstractions;
using Spacemesh.Rpc.Server;
using Spacemesh.Runtime;
using Spacemesh.V1;

namespace Spacemesh.Smeshing.Tests.World;

/// <summary>A node that asks a PoST service what a test wants to know.</summary>
internal sealed class AskingNode : IAsyncDisposable
{
    private readonly Channel<NodeRequest> _requests = Channel.CreateUnbounded<NodeRequest>();
    private readonly Channel<ServiceResponse> _responses = Channel.CreateUnbounded<ServiceResponse>();
    private readonly RpcServer _server = new(TimeProvider.System, SystemRandom.Instance, NullLoggerFactory.Instance);

    private AskingNode()
    {
    }

    public Uri Address { get; private set; } = null!;

    public static async Task<AskingNode> StartAsync()
    {
        var node = new AskingNode();
        var binding = new RpcServiceBinding(PostReflection.Descriptor.FindTypeByName<ServiceDescriptor>("PostService"))
            .Duplex<ServiceResponse, NodeRequest>("Register", node.RegisterAsync);
        var listener = await node._server.ListenAsync(new GrpcListenerOptions { EndPoint = new IPEndPoint(IPAddress.Loopback, 0), Services = [binding] });
        node.Address = new Uri($"http://127.0.0.1:{listener.EndPoint.Port}");
        return node;
    }

    public async Task<ServiceResponse> AskAsync(NodeRequest request)
    {
        await _requests.Writer.WriteAsync(request);
        return await _responses.Reader.ReadAsync().AsTask().WithinLimit();
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task RegisterAsync(IAsyncEnumerable<ServiceResponse> responses, RpcStreamWriter<NodeRequest> writer, RpcContext context)
    {
        await context.SendHeadersAsync();
        await using var answers = responses.GetAsyncEnumerator(context.CancellationToken);
        await foreach (var request in _requests.Reader.ReadAllAsync(context.CancellationToken))
        {
            await writer.WriteAsync(request, context.CancellationToken);
            if (!await answers.MoveNextAsync())
                return;
            await _responses.Writer.WriteAsync(answers.Current, context.CancellationToken);
        }
    }
}
