using System.Net;
using Spacemesh.Rpc.Reflection;

namespace Spacemesh.Rpc.Server;

/// <summary>A gRPC listener. Defaults are grpc-go's where it has some, else bounds that no honest client meets.</summary>
public sealed record GrpcListenerOptions
{
    /// <summary>Where to listen; port 0 takes a free one.</summary>
    public required IPEndPoint EndPoint { get; init; }

    public required IReadOnlyList<RpcServiceBinding> Services { get; init; }

    /// <summary>TLS; null is cleartext HTTP/2 (h2c).</summary>
    public RpcServerTls? Tls { get; init; }

    /// <summary>Serve <c>grpc.reflection.v1</c> and <c>v1alpha</c>.</summary>
    public bool Reflection { get; init; } = true;

    /// <summary>What reflection resolves; null resolves the files of the services and what they import.</summary>
    public DescriptorPool? Descriptors { get; init; }

    public IReadOnlyList<RpcInterceptor> Interceptors { get; init; } = [];

    public RpcServerObserver? Observer { get; init; }

    /// <summary>Largest request message in bytes; exactly that many are accepted.</summary>
    public int MaxReceiveMessageSize { get; init; } = 4 << 20;

    /// <summary>Largest response message in bytes.</summary>
    public int MaxSendMessageSize { get; init; } = int.MaxValue;

    /// <summary>A connection without traffic for this long is pinged.</summary>
    public TimeSpan KeepAliveAfter { get; init; } = TimeSpan.FromHours(2);

    /// <summary>A ping not answered for this long ends the connection.</summary>
    public TimeSpan KeepAliveTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>A connection without calls for this long is closed; infinite by default.</summary>
    public TimeSpan MaxConnectionIdle { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>A connection of this age (± 10 %) takes no new calls; infinite by default.</summary>
    public TimeSpan MaxConnectionAge { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>How long its calls may go on after that.</summary>
    public TimeSpan MaxConnectionAgeGrace { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>Clients that ping more often, or without a call, are sent away with <c>too_many_pings</c>.</summary>
    public TimeSpan MinClientPingInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Whether clients may ping without a call.</summary>
    public bool PermitPingWithoutCall { get; init; }

    /// <summary>Calls at the same time on one connection.</summary>
    public int MaxStreamsPerConnection { get; init; } = 250;

    /// <summary>Connections at the same time; more are closed at once.</summary>
    public int MaxConnections { get; init; } = 4096;

    /// <summary>How long a new connection may take to show that it speaks HTTP/2 (and TLS where asked for).</summary>
    public TimeSpan HandshakeLimit { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a message may take from its announcement to its last byte, and the one request of a unary call to arrive at all.</summary>
    public TimeSpan IncompleteMessageLimit { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a client may leave a full window unread while we have something to send.</summary>
    public TimeSpan StalledSendLimit { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Bytes of large, incomplete requests held at the same time by the listener; calls beyond it get ResourceExhausted.</summary>
    public long MaxPendingRequestBytes { get; init; } = 256 << 20;

    /// <summary>Total length of the request headers of one call.</summary>
    public int MaxHeaderBytes { get; init; } = 32 << 10;

    /// <exception cref="ArgumentException">A value makes no sense; the text names its key.</exception>
    internal void Validate()
    {
        Check(Services.Count > 0, nameof(Services), "is empty");
        Check(Services.Select(service => service.Name).Distinct(StringComparer.Ordinal).Count() == Services.Count, nameof(Services), "names a service twice");
        Check(MaxReceiveMessageSize > 0, nameof(MaxReceiveMessageSize), "must be positive");
        Check(MaxSendMessageSize > 0, nameof(MaxSendMessageSize), "must be positive");
        Check(KeepAliveAfter >= TimeSpan.FromSeconds(1) || KeepAliveAfter == Timeout.InfiniteTimeSpan, nameof(KeepAliveAfter), "must be at least 1 s");
        Check(KeepAliveTimeout >= TimeSpan.FromSeconds(1), nameof(KeepAliveTimeout), "must be at least 1 s");
        foreach (var (value, name) in new[]
        {
            (MaxConnectionIdle, nameof(MaxConnectionIdle)), (MaxConnectionAge, nameof(MaxConnectionAge)), (MaxConnectionAgeGrace, nameof(MaxConnectionAgeGrace)),
            (HandshakeLimit, nameof(HandshakeLimit)), (IncompleteMessageLimit, nameof(IncompleteMessageLimit)), (StalledSendLimit, nameof(StalledSendLimit)),
        })
            Check(value > TimeSpan.Zero || value == Timeout.InfiniteTimeSpan, name, "must be positive or infinite");
        Check(MinClientPingInterval >= TimeSpan.Zero, nameof(MinClientPingInterval), "must not be negative");
        Check(MaxStreamsPerConnection > 0, nameof(MaxStreamsPerConnection), "must be positive");
        Check(MaxConnections > 0, nameof(MaxConnections), "must be positive");
        Check(MaxPendingRequestBytes > 0, nameof(MaxPendingRequestBytes), "must be positive");
        Check(MaxHeaderBytes >= 1024, nameof(MaxHeaderBytes), "must be at least 1024");
    }

    private static void Check(bool valid, string key, string fault)
    {
        if (!valid)
            throw new ArgumentException($"{nameof(GrpcListenerOptions)}.{key} {fault}.");
    }
}
