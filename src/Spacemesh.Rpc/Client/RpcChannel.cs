using System.Net;
using System.Net.Http.Headers;

namespace Spacemesh.Rpc.Client;

/// <summary>
/// Calls the methods of one server over HTTP/2. Connections are made when needed and shared; the channel is safe for use by several threads.
/// Failed calls throw <see cref="RpcException"/>; a call whose token is cancelled throws <see cref="OperationCanceledException"/>.
/// </summary>
public sealed class RpcChannel : IDisposable
{
    private readonly HttpMessageInvoker _http;

    /// <exception cref="ArgumentException">An option is invalid.</exception>
    public RpcChannel(RpcChannelOptions options, TimeProvider time)
    {
        options.Validate();
        Options = options;
        Time = time;
        var handler = new SocketsHttpHandler
        {
            EnableMultipleHttp2Connections = true,
            ConnectTimeout = options.ConnectTimeout,
            PooledConnectionIdleTimeout = System.Threading.Timeout.InfiniteTimeSpan,
            KeepAlivePingDelay = options.KeepAliveAfter,
            KeepAlivePingTimeout = options.KeepAliveTimeout,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            InitialHttp2StreamWindowSize = 1 << 20,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            UseProxy = false,
            ActivityHeadersPropagator = null,
        };
        if (options.Address.Scheme == "https")
            handler.SslOptions = (options.Tls ?? new RpcClientTls()).Options(options.Address.Host, time);
        _http = new HttpMessageInvoker(handler, disposeHandler: true);
    }

    internal RpcChannelOptions Options { get; }

    internal TimeProvider Time { get; }

    /// <summary>One request, one response.</summary>
    public async Task<TResponse> UnaryAsync<TRequest, TResponse>(
        RpcMethod<TRequest, TResponse> method, TRequest request, RpcCallOptions? options = null, CancellationToken cancellationToken = default)
    {
        using var call = Start(method, options, cancellationToken);
        await call.WriteAsync(request, last: true);
        return await call.SingleAsync();
    }

    /// <summary>
    /// Begins a call of any kind. Write its requests and complete them, read its responses; dispose it to cancel what still runs.
    /// A failure to reach the server shows when reading.
    /// </summary>
    public RpcCall<TRequest, TResponse> Start<TRequest, TResponse>(
        RpcMethod<TRequest, TResponse> method, RpcCallOptions? options = null, CancellationToken cancellationToken = default) =>
        new(this, method, options ?? RpcCallOptions.Default, cancellationToken);

    /// <summary>Begins a call with one request and a stream of responses.</summary>
    public async Task<RpcCall<TRequest, TResponse>> StartAsync<TRequest, TResponse>(
        RpcMethod<TRequest, TResponse> method, TRequest request, RpcCallOptions? options = null, CancellationToken cancellationToken = default)
    {
        var call = Start(method, options, cancellationToken);
        try
        {
            await call.WriteAsync(request, last: true);
            return call;
        }
        catch
        {
            call.Dispose();
            throw;
        }
    }

    public void Dispose() => _http.Dispose();

    internal Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => _http.SendAsync(request, cancellationToken);

    internal HttpRequestMessage Request(string path, HttpContent content)
    {
        content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Options.Address, path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        request.Headers.TryAddWithoutValidation("te", "trailers");
        request.Headers.TryAddWithoutValidation("user-agent", Options.UserAgent);
        return request;
    }
}
