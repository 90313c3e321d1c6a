using System.Net;
using Spacemesh.Rpc.Server;

namespace Spacemesh.Rpc.Gateway;

/// <summary>A JSON listener: HTTP/1.1 requests become calls of the services (spec 09a §3, 03 §11).</summary>
public sealed record GatewayListenerOptions
{
    /// <summary>Where to listen; port 0 takes a free one.</summary>
    public required IPEndPoint EndPoint { get; init; }

    public required IReadOnlyList<RpcServiceBinding> Services { get; init; }

    /// <summary>Methods without HTTP annotation answer under <c>POST /package.Service/Method</c>; else only annotated methods answer.</summary>
    public bool GenericPaths { get; init; } = true;

    /// <summary>
    /// True behaves as a gateway that dials the gRPC server: response metadata comes back as <c>Grpc-Metadata-*</c> headers (the content type among them),
    /// and <see cref="MaxResponseSize"/> bounds answers. False calls the services in process, as the node does.
    /// </summary>
    public bool ForwardMetadata { get; init; }

    /// <summary>Streams as lines <c>{"result":…}</c>; else they answer Unimplemented with the reference's text.</summary>
    public bool Streams { get; init; }

    /// <summary>Origins of browsers (spec 09a §3.3); null adds no CORS headers at all.</summary>
    public CorsPolicy? Cors { get; init; }

    public RpcServerTls? Tls { get; init; }

    public IReadOnlyList<RpcInterceptor> Interceptors { get; init; } = [];

    public RpcServerObserver? Observer { get; init; }

    /// <summary>Largest request body in bytes.</summary>
    public int MaxBodySize { get; init; } = 32 << 20;

    /// <summary>Largest response message in bytes, protobuf-encoded; more is ResourceExhausted.</summary>
    public int MaxResponseSize { get; init; } = int.MaxValue;

    /// <summary>How long a request may take to arrive.</summary>
    public TimeSpan ReadLimit { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a client may leave our answer unread.</summary>
    public TimeSpan WriteLimit { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a connection may stay without request.</summary>
    public TimeSpan IdleLimit { get; init; } = TimeSpan.FromMinutes(2);

    public int MaxConnections { get; init; } = 4096;

    /// <summary>Total length of the request headers.</summary>
    public int MaxHeaderBytes { get; init; } = 2 << 20;

    /// <exception cref="ArgumentException">A value makes no sense; the text names its key.</exception>
    internal void Validate()
    {
        Check(Services.Count > 0, nameof(Services), "is empty");
        Check(MaxBodySize > 0, nameof(MaxBodySize), "must be positive");
        Check(MaxResponseSize > 0, nameof(MaxResponseSize), "must be positive");
        Check(ReadLimit > TimeSpan.Zero, nameof(ReadLimit), "must be positive");
        Check(WriteLimit > TimeSpan.Zero, nameof(WriteLimit), "must be positive");
        Check(IdleLimit > TimeSpan.Zero, nameof(IdleLimit), "must be positive");
        Check(MaxConnections > 0, nameof(MaxConnections), "must be positive");
        Check(MaxHeaderBytes >= 1024, nameof(MaxHeaderBytes), "must be at least 1024");
    }

    private static void Check(bool valid, string key, string fault)
    {
        if (!valid)
            throw new ArgumentException($"{nameof(GatewayListenerOptions)}.{key} {fault}.");
    }
}
