using System.Buffers;
using System.Runtime.CompilerServices;
using Spacemesh.Rpc.Carriage;

namespace Spacemesh.Rpc.Client;

/// <summary>
/// A running call. One thread at a time writes, one at a time reads; both may go on together. Disposing cancels what still runs.
/// </summary>
public sealed class RpcCall<TRequest, TResponse> : IDisposable
{
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(49);

    private readonly RpcChannel _channel;
    private readonly RpcMethod<TRequest, TResponse> _method;
    private readonly RpcCallOptions _options;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource? _deadline;
    private readonly CancellationTokenSource _over;
    private readonly TaskCompletionSource<HttpResponseMessage> _response = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private RequestContent? _content;
    private ResponseReader? _reader;
    private HttpResponseMessage? _received;
    private bool _sent;
    private bool _disposed;

    internal RpcCall(RpcChannel channel, RpcMethod<TRequest, TResponse> method, RpcCallOptions options, CancellationToken cancellationToken)
    {
        _channel = channel;
        _method = method;
        _options = options;
        _caller = cancellationToken;
        _deadline = options.Timeout is { } timeout && timeout < LongestTimer ? new CancellationTokenSource(timeout < TimeSpan.Zero ? TimeSpan.Zero : timeout, channel.Time) : null;
        _over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _deadline?.Token ?? CancellationToken.None);
    }

    /// <summary>Trailing metadata; filled when the responses have ended.</summary>
    public RpcMetadata Trailers { get; private set; } = [];

    /// <summary>Waits for the response headers: the server took the call, or a subscription is active.</summary>
    public async Task<RpcMetadata> HeadersAsync()
    {
        var response = await ResponseAsync();
        return CallStatus.Metadata(response.Headers);
    }

    /// <summary>Sends a request; waits while the connection is congested.</summary>
    /// <param name="request">The message.</param>
    /// <param name="last">No more requests follow.</param>
    /// <exception cref="RpcException">The message is too large, or the call has failed: reading tells its status.</exception>
    public async Task WriteAsync(TRequest request, bool last = false)
    {
        var frame = new ArrayBufferWriter<byte>(Math.Max(_method.Request.Size(request) + GrpcFrame.HeaderLength, 1));
        GrpcFrame.Write(frame, request, _method.Request, _channel.Options.MaxSendMessageSize);
        if (last && !_sent)
        {
            // The only request: a plain body saves the hand-over.
            await SendAsync(new ReadOnlyMemoryContent(frame.WrittenMemory));
            return;
        }

        await OpenAsync();
        try
        {
            await (_content ?? throw new InvalidOperationException("The requests of this call are complete.")).WriteAsync(frame.WrittenMemory, _over.Token);
        }
        catch (Exception exception) when (exception is not InvalidOperationException)
        {
            throw await FailureAsync(exception);
        }

        if (last)
            await CompleteAsync();
    }

    /// <summary>No more requests follow.</summary>
    public async Task CompleteAsync()
    {
        await OpenAsync();
        _content?.End();
    }

    /// <summary>Sends the headers without a request yet: a duplex call whose server speaks first.</summary>
    public async Task OpenAsync()
    {
        if (_sent)
            return;
        _content = new RequestContent();
        await SendAsync(_content);
    }

    /// <summary>The responses until the server ends them.</summary>
    /// <exception cref="RpcException">The call ended with another status than OK.</exception>
    public async IAsyncEnumerable<TResponse> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var (found, message) = await ReadAsync(cancellationToken);
            if (!found)
                yield break;
            yield return message;
        }
    }

    /// <summary>The next response; not found at the end.</summary>
    /// <exception cref="RpcException">The call ended with another status than OK.</exception>
    public async Task<(bool Found, TResponse Message)> ReadAsync(CancellationToken cancellationToken = default)
    {
        var response = await ResponseAsync();
        using var linked = cancellationToken.CanBeCanceled ? CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _over.Token) : null;
        try
        {
            if (_reader is null)
            {
                string? encoding = response.Headers.NonValidated.TryGetValues("grpc-encoding", out var values) ? values.ToString() : null;
                _reader = new ResponseReader(await response.Content.ReadAsStreamAsync(_over.Token), encoding, _channel.Options.MaxReceiveMessageSize);
            }

            var next = await _reader.ReadAsync(_method.Response, linked?.Token ?? _over.Token);
            if (next.Found)
                return next;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception)
        {
            throw await FailureAsync(exception);
        }

        var status = CallStatus.OfTrailers(response);
        Trailers = status.Trailers;
        _content?.Break(new RpcException(status.Code, "the call has ended"));
        return status.Code == StatusCode.Ok ? (false, default!) : throw status;
    }

    /// <summary>The one response of a call that does not stream them.</summary>
    public async Task<TResponse> SingleAsync()
    {
        var (found, response) = await ReadAsync();
        if (!found)
            throw new RpcException(StatusCode.Internal, "cardinality violation: received no response message from non-server-streaming RPC");
        return (await ReadAsync()).Found
            ? throw new RpcException(StatusCode.Internal, "cardinality violation: expected <EOF> for non server-streaming RPCs, but received another message")
            : response;
    }

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _over.Cancel();
        _content?.Break(new ObjectDisposedException(nameof(RpcCall<TRequest, TResponse>)));
        Fail(new ObjectDisposedException(nameof(RpcCall<TRequest, TResponse>)));
        _reader?.Dispose();
        _received?.Dispose();
        _over.Dispose();
        _deadline?.Dispose();
    }

    private async Task<HttpResponseMessage> ResponseAsync()
    {
        await OpenAsync();
        return await _response.Task;
    }

    private async Task SendAsync(HttpContent content)
    {
        _sent = true;
        var request = _channel.Request(_method.Path, content);
        if (_options.Timeout is { } timeout)
            request.Headers.TryAddWithoutValidation("grpc-timeout", GrpcTimeout.Format(timeout));
        try
        {
            if (_channel.Options.Metadata is { } common)
                Append(request, await common(_over.Token));
            Append(request, _options.Metadata);
        }
        catch (Exception exception)
        {
            throw await FailureAsync(exception);
        }

        _ = ExchangeAsync(request);
    }

    private async Task ExchangeAsync(HttpRequestMessage request)
    {
        try
        {
            var response = await _channel.SendAsync(request, _over.Token);
            _received = response;
            if (_disposed)
                response.Dispose();
            if (CallStatus.OfHeaders(response) is { } failure)
            {
                Trailers = failure.Trailers;
                throw failure;
            }

            _response.TrySetResult(response);
        }
        catch (Exception exception)
        {
            var failure = exception is OperationCanceledException ? Cancelled(exception) : CallStatus.OfFailure(exception);
            Fail(failure);
            _content?.Break(failure);
        }
    }

    private void Fail(Exception failure)
    {
        // Looked at here: whoever never reads must not leave an unobserved failure behind.
        if (_response.TrySetException(failure))
            _ = _response.Task.Exception;
    }

    /// <summary>What a failed write or read means: the status the server gave meanwhile, if it did.</summary>
    private async Task<Exception> FailureAsync(Exception exception)
    {
        if (_caller.IsCancellationRequested || _deadline is { IsCancellationRequested: true })
            return Cancelled(exception);
        if (_response.Task.IsFaulted)
        {
            try
            {
                await _response.Task;
            }
            catch (Exception known)
            {
                return known;
            }
        }

        return CallStatus.OfFailure(exception);
    }

    private Exception Cancelled(Exception exception)
    {
        if (_deadline is { IsCancellationRequested: true } && !_caller.IsCancellationRequested)
            return new RpcException(StatusCode.DeadlineExceeded, "context deadline exceeded", null, exception);
        return exception is OperationCanceledException ? exception : new OperationCanceledException(exception.Message, exception, _caller);
    }

    private static void Append(HttpRequestMessage request, RpcMetadata metadata)
    {
        foreach (var (key, value) in metadata)
            request.Headers.TryAddWithoutValidation(key, value);
    }
}
