using System.Buffers;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using Spacemesh.Rpc.Carriage;
using Spacemesh.Rpc.Server;

namespace Spacemesh.Rpc.Gateway;

/// <summary>Takes HTTP requests to methods and brings their answers back as JSON (spec 09a §3, 03 §11).</summary>
internal sealed class JsonGateway
{
    private readonly GatewayListenerOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly TypeRegistry _types;
    private readonly GatewayRoutes _routes;

    public JsonGateway(GatewayListenerOptions options, TimeProvider time, ILogger log)
    {
        _options = options;
        _time = time;
        _log = log;
        _types = TypeRegistry.FromFiles([.. options.Services.Select(service => service.Descriptor.File).Distinct()]);
        _routes = new GatewayRoutes(options.Services.SelectMany(service => GatewayRoute.Of(service, options.GenericPaths)));
    }

    public async Task HandleAsync(HttpContext http)
    {
        var observer = _options.Observer;
        string path = http.Request.Path.Value ?? "";
        observer?.HttpStarted(path);
        long started = observer is null ? 0 : _time.GetTimestamp();
        var response = new GatewayResponse(http, _options, _types, _time);
        if (_options.Cors?.Apply(http) != true)
        {
            try
            {
                await AnswerAsync(http, response);
            }
            catch (RpcException failure) when (!http.Response.HasStarted)
            {
                await response.FailAsync(failure);
            }
        }

        observer?.HttpFinished(path, http.Request.Method, http.Response.StatusCode, response.Bytes, _time.GetElapsedTime(started));
    }

    private static RpcException NotFound() => new(StatusCode.NotFound, "Not Found");

    private static RpcException MethodNotAllowed() => new(StatusCode.Unimplemented, "Method Not Allowed");

    private async Task AnswerAsync(HttpContext http, GatewayResponse response)
    {
        var target = http.Features.Get<IHttpRequestFeature>()!.RawTarget;
        string rawPath = target.Split('?', 2)[0];
        if (!rawPath.StartsWith('/'))
            throw NotFound();
        string[] components = [.. rawPath[1..].Split('/').Select(Uri.UnescapeDataString)];
        string verb = http.Request.Method;
        bool isForm = HttpMethods.IsPost(verb) && http.Request.ContentType == "application/x-www-form-urlencoded";
        if (isForm && http.Request.Headers["X-HTTP-Method-Override"].ToString() is { Length: > 0 } verbOverride)
            verb = verbOverride.ToUpperInvariant();
        if (_routes.Find(verb, components, out var values) is { } route)
        {
            await CallAsync(http, response, route, values, isForm && verb == "GET");
            return;
        }

        // A form posted to a path that is only read is served as that read.
        if (isForm && _routes.Find("GET", components, out values) is { } read)
            await CallAsync(http, response, read, values, isForm: true);
        else
            throw _routes.IsKnown(components) ? MethodNotAllowed() : NotFound();
    }

    private async Task CallAsync(HttpContext http, GatewayResponse response, GatewayRoute route, List<KeyValuePair<string, string>> values, bool isForm)
    {
        TimeSpan? timeout = null;
        if (http.Request.Headers["Grpc-Timeout"].ToString() is { Length: > 0 } header)
            timeout = GrpcTimeout.TryParse(header, out var parsed, out _) ? parsed : throw new RpcException(StatusCode.InvalidArgument, $"invalid grpc-timeout: {header}");
        var method = route.Handler.Descriptor;
        GatewayCall? call = null;
        call = new GatewayCall(http, route.Handler, timeout, _time, method.IsServerStreaming ? () => response.StartLinesAsync(call!) : null);
        using (call)
        {
            try
            {
                if (method.IsClientStreaming || (method.IsServerStreaming && !_options.Streams))
                    throw new RpcException(StatusCode.Unimplemented, "streaming calls are not yet supported in the in-process transport");
                var request = await ReadRequestAsync(http, route, values, isForm);
                await InterceptAsync(call, () => InvokeAsync(response, route, request, call));
            }
            catch (Exception exception)
            {
                var failure = CallFailure.Status(exception, route.Handler.Path, call.DeadlinePassed, http.RequestAborted.IsCancellationRequested, _log);
                if (!http.Response.HasStarted)
                    await response.FailAsync(failure);
                else if (method.IsServerStreaming)
                    await response.SendLineAsync("error", response.Error(failure));
            }
        }
    }

    private Task InterceptAsync(RpcContext call, Func<Task> invoke)
    {
        foreach (var interceptor in _options.Interceptors.Reverse())
        {
            var inner = invoke;
            invoke = () => interceptor(call, inner);
        }

        return invoke();
    }

    private async Task InvokeAsync(GatewayResponse response, GatewayRoute route, IMessage request, GatewayCall call)
    {
        if (!route.Handler.IsBound)
            throw route.Handler.NotImplemented();
        if (route.Handler.ServerStream is { } stream)
        {
            await stream(request, new LineStreamWriter(response, call, _types), call);
            await response.StartLinesAsync(call);
            return;
        }

        var message = await route.Handler.Unary!(request, call);
        int size = _options.MaxResponseSize == int.MaxValue ? 0 : message.CalculateSize();
        if (size > _options.MaxResponseSize)
        {
            // The dialled server has answered well: its headers come with the refusal.
            await response.FailAsync(new RpcException(StatusCode.ResourceExhausted, $"grpc: received message larger than max ({size} vs. {_options.MaxResponseSize})"), call);
            return;
        }

        await response.SendAsync(StatusCodes.Status200OK, Print(message, route.ResponseBody), call);
    }

    private ReadOnlyMemory<byte> Print(IMessage message, string responseBody)
    {
        var output = new ArrayBufferWriter<byte>(1024);
        var writer = new ProtoJsonWriter(output, _types);
        if (responseBody.Length == 0)
            writer.Write(message);
        else if (FieldNames.Find(message.Descriptor, responseBody) is { } field)
            writer.WriteValue(field, field.Accessor.GetValue(message));
        return output.WrittenMemory;
    }

    private async Task<IMessage> ReadRequestAsync(HttpContext http, GatewayRoute route, List<KeyValuePair<string, string>> values, bool isForm)
    {
        var request = route.Handler.Descriptor.InputType.Parser.ParseFrom(ByteString.Empty);
        string form = "";
        if (route.Body.Length > 0)
        {
            byte[] body = await ReadBodyAsync(http);
            if (route.Body == "*")
                ProtoJsonReader.Read(body, request, _types);
            else if (FieldNames.Find(request.Descriptor, route.Body) is { } field)
                ProtoJsonReader.ReadField(body, request, field, _types);
        }
        else if (isForm)
        {
            form = System.Text.Encoding.UTF8.GetString(await ReadBodyAsync(http));
        }

        foreach (var (path, text) in values)
            RequestFields.SetFromPath(request, path, text);
        if (route.Body != "*")
        {
            string[] bound = [.. values.Select(value => value.Key)];
            string query = http.Request.QueryString.Value ?? "";
            foreach (string pairs in new[] { query, form })
            {
                if (pairs.Length > 0)
                    RequestFields.SetFromQuery(request, QueryHelpers.ParseQuery(pairs).Select(pair => KeyValuePair.Create(pair.Key, pair.Value.Select(value => value ?? "").ToArray())), bound);
            }
        }

        return request;
    }

    private async Task<byte[]> ReadBodyAsync(HttpContext http)
    {
        if (http.Request.ContentLength == 0)
            return [];
        using var limit = new CancellationTokenSource(_options.ReadLimit, _time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, http.RequestAborted);
        var reader = http.Request.BodyReader;
        try
        {
            while (true)
            {
                var result = await reader.ReadAsync(linked.Token);
                if (result.Buffer.Length > _options.MaxBodySize)
                    throw new RpcException(StatusCode.ResourceExhausted, $"the request body is larger than {_options.MaxBodySize} bytes");
                if (result.IsCompleted)
                {
                    byte[] body = result.Buffer.ToArray();
                    reader.AdvanceTo(result.Buffer.End);
                    return body;
                }

                reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            }
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            throw new RpcException(StatusCode.ResourceExhausted, $"the request body is larger than {_options.MaxBodySize} bytes");
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !http.RequestAborted.IsCancellationRequested)
        {
            http.Abort();
            throw new RpcException(StatusCode.DeadlineExceeded, "the request body did not arrive in time");
        }
    }
}
