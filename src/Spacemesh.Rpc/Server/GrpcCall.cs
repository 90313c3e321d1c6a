using System.IO.Pipelines;
using System.Net;
using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Spacemesh.Rpc.Server;

/// <summary>One call over HTTP/2: reads its messages, runs its handler, writes its status.</summary>
internal sealed class GrpcCall : RpcContext, IDisposable
{
    /// <summary>Longest delay of a timer; deadlines beyond it never fire.</summary>
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(49);

    private readonly HttpContext _http;
    private readonly RpcHandler _handler;
    private readonly GrpcListenerOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly RequestReader _reader;
    private readonly ResponseWriter _writer;
    private readonly ConnectionGuard? _guard;
    private readonly CancellationTokenSource? _deadline;
    private readonly CancellationTokenSource? _linked;
    private bool _headersPrepared;
    private bool _bodyBegun;

    public GrpcCall(
        HttpContext http, RpcHandler handler, RpcMetadata metadata, TimeSpan? timeout, GrpcListenerOptions options, PendingBudget budget, TimeProvider time, ILogger log)
    {
        _http = http;
        _handler = handler;
        _options = options;
        _time = time;
        _log = log;
        RequestMetadata = metadata;
        _guard = http.Features.Get<ConnectionGuard>();
        string? encoding = http.Request.Headers["grpc-encoding"];
        _reader = new RequestReader(http.Request.BodyReader, encoding, options, budget, time);
        _writer = new ResponseWriter(this, options, time);
        CancellationToken = http.RequestAborted;
        if (timeout is { } left)
        {
            Deadline = time.GetUtcNow() + left;
            if (left < LongestTimer)
            {
                _deadline = new CancellationTokenSource(left, time);
                _linked = CancellationTokenSource.CreateLinkedTokenSource(_deadline.Token, http.RequestAborted);
                CancellationToken = _linked.Token;
            }
        }
    }

    public override string Method => _handler.Path;

    public override RpcMetadata RequestMetadata { get; }

    public override IPEndPoint? Peer => _http.Connection.RemoteIpAddress is { } address ? new IPEndPoint(address, _http.Connection.RemotePort) : null;

    public override X509Certificate2? PeerCertificate => _http.Connection.ClientCertificate;

    public override bool IsGateway => false;

    public override DateTimeOffset? Deadline { get; }

    public override CancellationToken CancellationToken { get; }

    internal PipeWriter Body => _http.Response.BodyWriter;

    public override async ValueTask SendHeadersAsync()
    {
        PrepareHeaders();
        if (!_http.Response.HasStarted)
        {
            await _http.Response.StartAsync(CancellationToken);
            await _writer.FlushAsync(CancellationToken);
        }
    }

    public void Dispose()
    {
        _linked?.Dispose();
        _deadline?.Dispose();
    }

    public async Task RunAsync()
    {
        var observer = _options.Observer;
        observer?.CallStarted(Method);
        _guard?.CallStarted();
        long started = observer is null ? 0 : _time.GetTimestamp();
        RpcException? failure = null;
        try
        {
            await RunInterceptedAsync();
            if (CancellationToken.IsCancellationRequested)
                failure = CallFailure.Status(new OperationCanceledException(), Method, DeadlinePassed, _http.RequestAborted.IsCancellationRequested, _log);
        }
        catch (Exception exception)
        {
            failure = CallFailure.Status(exception, Method, DeadlinePassed, _http.RequestAborted.IsCancellationRequested, _log);
        }

        if (!_http.Response.HasStarted)
            PrepareHeaders();
        GrpcStatus.Write(_http, this, failure, _bodyBegun);
        _guard?.CallEnded();
        observer?.CallFinished(
            Method, _handler.Descriptor.IsClientStreaming || _handler.Descriptor.IsServerStreaming, failure?.Code ?? StatusCode.Ok, failure?.Message ?? "", _time.GetElapsedTime(started));
    }

    internal void PrepareHeaders()
    {
        _guard?.Answering();
        if (_headersPrepared)
            return;
        _headersPrepared = true;
        if (ResponseHeaders.Count > 0)
            GrpcStatus.Append(_http.Response.Headers, ResponseHeaders);
    }

    internal void MessageSent()
    {
        _bodyBegun = true;
        _options.Observer?.MessageSent(Method);
    }

    internal void Abort() => _http.Features.Get<IHttpResetFeature>()?.Reset(8);

    private bool DeadlinePassed => _deadline is { IsCancellationRequested: true };

    private Task RunInterceptedAsync()
    {
        if (_options.Interceptors.Count == 0)
            return InvokeAsync();
        Func<Task> next = InvokeAsync;
        for (int i = _options.Interceptors.Count - 1; i >= 0; i--)
        {
            var interceptor = _options.Interceptors[i];
            var inner = next;
            next = () => interceptor(this, inner);
        }

        return next();
    }

    private async Task InvokeAsync()
    {
        if (_handler.Duplex is { } duplex)
        {
            await duplex(Requests(CancellationToken), _writer, this);
            return;
        }

        if (!_handler.IsBound)
            throw _handler.NotImplemented();
        var request = await _reader.ReadAsync(_handler.Descriptor.InputType, awaited: true, CancellationToken)
            ?? throw new RpcException(StatusCode.Internal, "cardinality violation: received no request message from non-client-streaming RPC");
        _options.Observer?.MessageReceived(Method);
        if (_handler.Unary is { } unary)
        {
            var response = await unary(request, this);
            await _reader.EndAsync(CancellationToken);
            await _writer.WriteLastAsync(response);
        }
        else
        {
            await _handler.ServerStream!(request, _writer, this);
        }
    }

    private async IAsyncEnumerable<IMessage> Requests([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await _reader.ReadAsync(_handler.Descriptor.InputType, awaited: false, cancellationToken) is { } message)
        {
            _options.Observer?.MessageReceived(Method);
            yield return message;
        }
    }
}
