using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Spacemesh.Rpc.Gateway;
using Spacemesh.Rpc.Reflection;
using Spacemesh.Runtime;

namespace Spacemesh.Rpc.Server;

/// <summary>The listeners of a process, started one by one and stopped together.</summary>
/// <param name="time">Clock of deadlines and connection ages.</param>
/// <param name="random">Jitter of connection ages.</param>
/// <param name="logs">Where failed handlers are logged; null logs nothing.</param>
public sealed class RpcServer(TimeProvider time, IRandomSource random, ILoggerFactory? logs = null) : IAsyncDisposable
{
    private readonly ILoggerFactory _logs = logs ?? NullLoggerFactory.Instance;
    private readonly List<RpcListener> _listeners = [];
    private readonly Lock _lock = new();

    /// <summary>Starts a gRPC listener.</summary>
    /// <exception cref="ArgumentException">An option is invalid.</exception>
    /// <exception cref="IOException">The address cannot be bound.</exception>
    public async Task<RpcListener> ListenAsync(GrpcListenerOptions options, CancellationToken cancellationToken = default)
    {
        options.Validate();
        IReadOnlyList<RpcServiceBinding> services = options.Services;
        if (options.Reflection)
        {
            var pool = (options.Descriptors ?? DescriptorPool.Of(services.Select(service => service.Descriptor.File))).With(ReflectionBindings.Descriptors);
            services = [.. services, .. ReflectionBindings.Make(pool, services.Select(service => service.Name))];
        }

        var dispatcher = new GrpcDispatcher(services, options, time, _logs.CreateLogger<RpcServer>());
        var host = await KestrelHost.StartAsync(
            options.EndPoint,
            kestrel => Limit(kestrel.Limits, options),
            listener =>
            {
                listener.Protocols = HttpProtocols.Http2;
                if (options.Tls is { } tls)
                    KestrelHost.UseTls(listener, tls, options.HandshakeLimit, time);
                listener.Use(next => connection => GuardAsync(connection, next, options));
            },
            dispatcher.HandleAsync,
            _logs,
            cancellationToken);
        return Keep(new RpcListener(host, time));
    }

    /// <summary>Starts a JSON listener: HTTP/1.1, the methods of its services under their paths.</summary>
    /// <exception cref="ArgumentException">An option is invalid, or two methods claim one path.</exception>
    /// <exception cref="IOException">The address cannot be bound.</exception>
    public async Task<RpcListener> ListenAsync(GatewayListenerOptions options, CancellationToken cancellationToken = default)
    {
        options.Validate();
        var gateway = new JsonGateway(options, time, _logs.CreateLogger<RpcServer>());
        var host = await KestrelHost.StartAsync(
            options.EndPoint,
            kestrel =>
            {
                var limits = kestrel.Limits;
                limits.MaxConcurrentConnections = options.MaxConnections;
                limits.MaxRequestHeadersTotalSize = options.MaxHeaderBytes;
                limits.MaxRequestBufferSize = Math.Max(options.MaxHeaderBytes + 1, 1 << 20);
                limits.MaxRequestHeaderCount = 1000;
                limits.MaxRequestLineSize = Math.Min(options.MaxHeaderBytes, 64 << 10);
                limits.MaxRequestBodySize = options.MaxBodySize;
                limits.RequestHeadersTimeout = options.ReadLimit;
                limits.KeepAliveTimeout = options.IdleLimit;
                limits.MinRequestBodyDataRate = null;
            },
            listener =>
            {
                listener.Protocols = HttpProtocols.Http1;
                if (options.Tls is { } tls)
                    KestrelHost.UseTls(listener, tls, options.ReadLimit, time);
            },
            gateway.HandleAsync,
            _logs,
            cancellationToken);
        return Keep(new RpcListener(host, time));
    }

    /// <summary>Stops every listener; calls may go on for <paramref name="grace"/>.</summary>
    public Task StopAsync(TimeSpan grace)
    {
        lock (_lock)
            return Task.WhenAll(_listeners.Select(listener => listener.StopAsync(grace)));
    }

    public ValueTask DisposeAsync() => new(StopAsync(TimeSpan.Zero));

    private static void Limit(KestrelServerLimits limits, GrpcListenerOptions options)
    {
        limits.MaxConcurrentConnections = options.MaxConnections;
        limits.MaxRequestBodySize = null;
        limits.MinRequestBodyDataRate = null;
        limits.MinResponseDataRate = null;
        limits.KeepAliveTimeout = options.MaxConnectionIdle;
        limits.MaxRequestHeadersTotalSize = options.MaxHeaderBytes;
        limits.MaxRequestBufferSize = Math.Max(options.MaxHeaderBytes + 1, 1 << 20);
        var http2 = limits.Http2;
        http2.MaxStreamsPerConnection = options.MaxStreamsPerConnection;
        http2.MaxRequestHeaderFieldSize = Math.Min(options.MaxHeaderBytes, 16 << 10);
        http2.KeepAlivePingDelay = options.KeepAliveAfter == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : options.KeepAliveAfter;
        http2.KeepAlivePingTimeout = options.KeepAliveTimeout;
    }

    private async Task GuardAsync(ConnectionContext connection, ConnectionDelegate next, GrpcListenerOptions options)
    {
        var transport = connection.Transport;
        using var guard = new ConnectionGuard(connection, options, time, random);
        connection.Features.Set(guard);
        connection.Transport = guard;
        try
        {
            await next(connection);
        }
        finally
        {
            connection.Transport = transport;
        }
    }

    private RpcListener Keep(RpcListener listener)
    {
        lock (_lock)
            _listeners.Add(listener);
        return listener;
    }
}
