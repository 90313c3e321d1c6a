using System.Security.Cryptography.X509Certificates;
using Google.Protobuf.Reflection;
using Spacemesh.Ports.Smeshing;
using Spacemesh.Post.Remote.Tls;
using Spacemesh.Rpc;
using Spacemesh.Rpc.Server;

namespace Spacemesh.Post.Remote.NodeSide;

/// <summary>
/// The node's end of PoST services, <c>spacemesh.v1.PostService</c> (spec 02 §9.1, 04 §5.1): each stream is a session, registered under
/// the identity that the service names, until either side ends it.
/// </summary>
public sealed partial class PostServiceEndpoint(IPostProviderRegistry registry, PostServiceEndpointOptions options, TimeProvider time, ILogger log)
{
    public RpcServiceBinding Bind() => new RpcServiceBinding(PostReflection.Descriptor.FindTypeByName<ServiceDescriptor>("PostService"))
        .Duplex<ServiceResponse, NodeRequest>("Register", RegisterAsync);

    private async Task RegisterAsync(IAsyncEnumerable<ServiceResponse> responses, RpcStreamWriter<NodeRequest> writer, RpcContext context)
    {
        if (!registry.AllowsConnections)
            throw new RpcException(StatusCode.FailedPrecondition, "connection not allowed: node has no coinbase set in config");
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
        await using var answers = responses.GetAsyncEnumerator(ended.Token);
        var session = new PostServiceSession(answers, writer, options, time);
        try
        {
            await ServeAsync(session, context);
        }
        finally
        {
            // What is still being read must end before its reader does.
            await ended.CancelAsync();
            await session.Reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ServeAsync(PostServiceSession session, RpcContext context)
    {
        var identity = await session.IntroduceAsync(context.CancellationToken);
        WarnOfExpiry(identity, context.PeerCertificate);
        using (registry.TryRegister(session) ?? throw new RpcException(StatusCode.Unknown, "post service already registered"))
        {
            LogConnected(log, identity, context.Peer?.ToString() ?? "");
            try
            {
                await session.ServeAsync(context.CancellationToken);
            }
            finally
            {
                session.Close();
                LogGone(log, identity);
            }
        }
    }

    private void WarnOfExpiry(NodeId identity, X509Certificate2? certificate)
    {
        if (certificate is not null && CertificateExpiry.Of(certificate).WarningAt(time.GetUtcNow()) is { } warning)
            LogExpires(log, identity, warning);
    }

    [LoggerMessage(10200, LogLevel.Information, "PoST service of {Smesher} connected from {Peer}")]
    private static partial void LogConnected(ILogger log, NodeId smesher, string peer);

    [LoggerMessage(10201, LogLevel.Information, "PoST service of {Smesher} is gone")]
    private static partial void LogGone(ILogger log, NodeId smesher);

    [LoggerMessage(10202, LogLevel.Warning, "certificate of the PoST service of {Smesher}: {Warning}")]
    private static partial void LogExpires(ILogger log, NodeId smesher, string warning);
}
