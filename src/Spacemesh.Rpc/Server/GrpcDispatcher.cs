using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Spacemesh.Rpc.Carriage;

namespace Spacemesh.Rpc.Server;

/// <summary>Takes the requests of a gRPC listener to their handlers, refusing what is none of them with grpc-go's answers.</summary>
internal sealed class GrpcDispatcher
{
    private readonly Dictionary<string, RpcHandler> _handlers = new(StringComparer.Ordinal);
    private readonly HashSet<string> _services = new(StringComparer.Ordinal);
    private readonly GrpcListenerOptions _options;
    private readonly PendingBudget _budget;
    private readonly TimeProvider _time;
    private readonly ILogger _log;

    public GrpcDispatcher(IEnumerable<RpcServiceBinding> services, GrpcListenerOptions options, TimeProvider time, ILogger log)
    {
        _options = options;
        _budget = new PendingBudget(options.MaxPendingRequestBytes);
        _time = time;
        _log = log;
        foreach (var service in services)
        {
            _services.Add(service.Name);
            foreach (var handler in service.Handlers.Values)
                _handlers.Add(handler.Path, handler);
        }
    }

    public Task HandleAsync(HttpContext http)
    {
        string? contentType = http.Request.ContentType;
        if (!IsGrpc(contentType))
            return Refused(http, StatusCodes.Status415UnsupportedMediaType, StatusCode.InvalidArgument, $"invalid gRPC request content-type \"{contentType}\"");
        if (!TryReadHeaders(http.Request.Headers, out var metadata, out var timeout, out string error))
            return Refused(http, StatusCodes.Status400BadRequest, StatusCode.Internal, error);
        if (!HttpMethods.IsPost(http.Request.Method))
        {
            return Refused(
                http, StatusCodes.Status405MethodNotAllowed, StatusCode.Internal, $"Received a HEADERS frame with :method \"{http.Request.Method}\" which should be POST");
        }

        http.Response.ContentType = GrpcStatus.ContentType;
        if (timeout is { Ticks: <= 0 })
            return Ended(http, "", new RpcException(StatusCode.DeadlineExceeded, "context deadline exceeded"));
        string path = http.Features.Get<IHttpRequestFeature>()!.RawTarget;
        if (!_handlers.TryGetValue(path, out var handler))
            return Ended(http, path, Unknown(path));
        string? encoding = http.Request.Headers["grpc-encoding"];
        if (encoding is not (null or "" or "identity"))
            return Ended(http, path, GrpcFrame.NoDecompressor(encoding, server: true));
        return RunAsync(new GrpcCall(http, handler, metadata, timeout, _options, _budget, _time, _log));
    }

    private static async Task RunAsync(GrpcCall call)
    {
        using (call)
            await call.RunAsync();
    }

    private static bool IsGrpc(string? contentType) =>
        contentType is not null && contentType.StartsWith(GrpcStatus.ContentType, StringComparison.OrdinalIgnoreCase)
        && (contentType.Length == GrpcStatus.ContentType.Length || contentType[GrpcStatus.ContentType.Length] is '+' or ';');

    private static bool TryReadHeaders(IHeaderDictionary headers, out RpcMetadata metadata, out TimeSpan? timeout, out string error)
    {
        metadata = new RpcMetadata();
        timeout = null;
        error = "";
        foreach (var (name, values) in headers)
        {
            string key = name.ToLowerInvariant();
            switch (key)
            {
                case "content-type" or "te" or "content-length" or "grpc-message-type" or "grpc-encoding" or "grpc-message" or "grpc-status" or "grpc-accept-encoding":
                    continue;
                case "grpc-timeout":
                    if (!GrpcTimeout.TryParse(values.ToString(), out var parsed, out error))
                    {
                        error = $"malformed grpc-timeout: {error}";
                        return false;
                    }

                    timeout = parsed;
                    continue;
            }

            foreach (string? value in values)
            {
                if (key.Length > 0 && key[0] != ':' && !metadata.TryAddWire(key, value ?? ""))
                {
                    error = $"malformed binary metadata \"{value}\" in header \"{key}\": illegal base64 data";
                    return false;
                }
            }
        }

        return true;
    }

    private static Task Refused(HttpContext http, int httpStatus, StatusCode code, string message)
    {
        GrpcStatus.Refuse(http, httpStatus, code, message);
        return Task.CompletedTask;
    }

    private RpcException Unknown(string path)
    {
        string name = path.StartsWith('/') ? path[1..] : path;
        int slash = name.LastIndexOf('/');
        if (slash < 0)
            return new(StatusCode.Unimplemented, $"malformed method name: \"{path}\"");
        string service = name[..slash];
        return _services.Contains(service)
            ? new(StatusCode.Unimplemented, $"unknown method {name[(slash + 1)..]} for service {service}")
            : new(StatusCode.Unimplemented, $"unknown service {service}");
    }

    private Task Ended(HttpContext http, string path, RpcException failure)
    {
        GrpcStatus.Write(http, null, failure);
        _options.Observer?.CallFinished(path, false, failure.Code, failure.Message, TimeSpan.Zero);
        return Task.CompletedTask;
    }
}
