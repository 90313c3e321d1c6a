using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Spacemesh.Api.Access;
using Spacemesh.Primitives;
using Spacemesh.Rpc.Gateway;
using Spacemesh.Runtime;

namespace Spacemesh.Api;

/// <summary>
/// The node's API on its endpoints: public, private, post, TLS and JSON, started in this order (spec 09a §2.1). Disposing cuts everything
/// off; <see cref="StopAsync"/> lets calls end for a second, as the reference does.
/// </summary>
public sealed partial class ApiServer : IAsyncDisposable
{
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(1);

    private readonly RpcServer _server;
    private readonly ApiServices _services;
    private readonly ApiOptions _options;
    private readonly RpcServerObserver? _observer;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly HashSet<string> _streams;

    private ApiServer(ApiSources sources, ApiOptions options, TimeProvider time, IRandomSource random, RpcServerObserver? observer, ILoggerFactory logs)
    {
        _server = new RpcServer(time, random, logs);
        _services = new ApiServices(sources, options, time);
        _options = options;
        _observer = observer;
        _time = time;
        _log = logs.CreateLogger("grpc");
        _streams = [.. _services.Of("", [.. _services.Names]).SelectMany(service => service.Descriptor.Methods
            .Where(method => method.IsServerStreaming || method.IsClientStreaming).Select(method => $"/{service.Name}/{method.Name}"))];
    }

    /// <summary>Bound addresses; null for endpoints that are off.</summary>
    public IPEndPoint? Public { get; private set; }

    public IPEndPoint? Private { get; private set; }

    public IPEndPoint? Post { get; private set; }

    public IPEndPoint? Tls { get; private set; }

    public IPEndPoint? Json { get; private set; }

    /// <summary>Where a PoST service on this machine connects: the post endpoint as an URL; null where it is off.</summary>
    public Uri? PostServiceAddress => Post is not { } bound ? null
        : new Uri($"http://{(bound.Address.Equals(IPAddress.Any) || bound.Address.Equals(IPAddress.IPv6Any) ? new IPEndPoint(IPAddress.Loopback, bound.Port) : bound)}");

    /// <summary>Starts every endpoint that has services and an address; where one fails, those before it are stopped again.</summary>
    /// <param name="sources">What the API shows.</param>
    /// <param name="options">Section <c>api</c>.</param>
    /// <param name="time">Clock of deadlines and limits.</param>
    /// <param name="random">Jitter of connection ages.</param>
    /// <param name="observer">Told of every call, for metrics; null for nobody.</param>
    /// <param name="logs">Where to log; null for nowhere.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <exception cref="InvalidOptionException">An option is invalid: its key is named.</exception>
    /// <exception cref="InvalidDataException">A file of the TLS endpoint is missing or unusable.</exception>
    /// <exception cref="IOException">An address cannot be bound.</exception>
    public static async Task<ApiServer> StartAsync(
        ApiSources sources,
        ApiOptions options,
        TimeProvider time,
        IRandomSource random,
        RpcServerObserver? observer = null,
        ILoggerFactory? logs = null,
        CancellationToken cancellationToken = default)
    {
        var server = new ApiServer(sources, options, time, random, observer, logs ?? NullLoggerFactory.Instance);
        try
        {
            await server.StartAsync(cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public Task StopAsync() => _server.StopAsync(StopGrace);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        Public = await ListenAsync("public", _options.Public, cancellationToken);
        Private = await ListenAsync("private", _options.Private, cancellationToken);
        Post = await ListenAsync("post", _options.Post, cancellationToken);
        Tls = await ListenAsync("authenticated", _options.Tls, cancellationToken);
        if (_options.JsonListener.Length > 0)
            Json = await ListenJsonAsync(cancellationToken);
    }

    private async Task<IPEndPoint?> ListenAsync(string name, ApiListener listener, CancellationToken cancellationToken)
    {
        bool isTls = name == "authenticated";
        var services = _services.Of(name, listener.Services);
        if (services.Count == 0 || listener.Address.Length == 0)
            return null;
        string key = $"api.grpc-{(isTls ? "tls" : name)}-listener";
        if (!isTls)
            LogReach(listener.Address);
        var options = new GrpcListenerOptions
        {
            EndPoint = ListenAddress.Resolve(listener.Address, key),
            Services = services,
            Descriptors = ApiServices.Descriptors,
            Interceptors = Interceptors(listener),
            Observer = _observer,
            MaxReceiveMessageSize = _options.MaxReceiveMessageSize,
            MaxSendMessageSize = _options.MaxSendMessageSize,
            KeepAliveAfter = name == "public" ? TimeSpan.FromMinutes(1) : TimeSpan.FromMinutes(10),
            KeepAliveTimeout = TimeSpan.FromSeconds(10),
            MinClientPingInterval = TimeSpan.FromMinutes(1),
            MaxConnections = listener.Limits.Connections,
            Tls = isTls ? RpcServerTls.Load(_options.TlsFiles.Certificate, _options.TlsFiles.Key, _options.TlsFiles.ClientAuthorities) : null,
        };
        if (name == "public")
        {
            options = options with
            {
                MaxConnectionIdle = TimeSpan.FromHours(2),
                MaxConnectionAge = TimeSpan.FromHours(3),
                MaxConnectionAgeGrace = TimeSpan.FromMinutes(10),
            };
        }

        try
        {
            var bound = await _server.ListenAsync(options, cancellationToken);
            Started(name, bound.EndPoint, string.Join(',', listener.Services.Order(StringComparer.Ordinal)));
            return bound.EndPoint;
        }
        catch (IOException exception)
        {
            throw new IOException($"{ListenAddress.Fault(listener.Address, exception)} ({key}: the {name} API)", exception);
        }
    }

    private async Task<IPEndPoint> ListenJsonAsync(CancellationToken cancellationToken)
    {
        const string Key = "api.grpc-json-listener";
        var services = _services.Of("public", _options.Public.Services);
        if (services.Count == 0)
            throw new InvalidOptionException(Key, "start json server without public services");
        var options = new GatewayListenerOptions
        {
            EndPoint = ListenAddress.Resolve(_options.JsonListener, Key),
            Services = services,
            Cors = new CorsPolicy([.. _options.CorsOrigins]),
            Interceptors = Interceptors(_options.Public),
            Observer = _observer,
            MaxBodySize = _options.MaxReceiveMessageSize * 2L > int.MaxValue ? int.MaxValue : _options.MaxReceiveMessageSize * 2,
            MaxConnections = _options.Public.Limits.Connections,
        };
        try
        {
            var bound = await _server.ListenAsync(options, cancellationToken);
            JsonStarted(bound.EndPoint);
            return bound.EndPoint;
        }
        catch (IOException exception)
        {
            throw new IOException($"start listen server: listening on {_options.JsonListener}: {ListenAddress.Fault(_options.JsonListener, exception)} ({Key}: the JSON API)", exception);
        }
    }

    /// <summary>Not for the TLS endpoint: there certificates say who comes in.</summary>
    private void LogReach(string address)
    {
        if (ListenAddress.IsPublic(address))
            PublicAddress(address);
        else
            PrivateAddress(address);
    }

    private List<RpcInterceptor> Interceptors(ApiListener listener)
    {
        // The gate comes first: guessing tokens counts too.
        var interceptors = new List<RpcInterceptor> { new CallGate(listener.Limits, _time, _streams.Contains).RunAsync };
        if (listener.Token.Length > 0)
            interceptors.Add(new BearerToken(listener.Token).CheckAsync);
        return interceptors;
    }

    [LoggerMessage(EventId = 5101, Level = LogLevel.Warning, Message = "unsecured grpc server is listening on a public IP address {Address}")]
    private partial void PublicAddress(string address);

    [LoggerMessage(EventId = 5102, Level = LogLevel.Information, Message = "grpc server is listening on a private IP address {Address}")]
    private partial void PrivateAddress(string address);

    [LoggerMessage(EventId = 5103, Level = LogLevel.Information, Message = "{Name} grpc service started on {Address} with services {Services}")]
    private partial void Started(string name, IPEndPoint address, string services);

    [LoggerMessage(EventId = 5104, Level = LogLevel.Information, Message = "json listener started on {Address}")]
    private partial void JsonStarted(IPEndPoint address);
}
