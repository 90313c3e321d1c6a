using System.Buffers;
using Google.Protobuf.Reflection;
using Microsoft.AspNetCore.Http;
using Spacemesh.Rpc.Server;

namespace Spacemesh.Rpc.Gateway;

/// <summary>Writes the answers of the JSON listener.</summary>
internal sealed class GatewayResponse(HttpContext http, GatewayListenerOptions options, TypeRegistry types, TimeProvider time)
{
    private const string MetadataPrefix = "Grpc-Metadata-";
    private const string Json = "application/json";

    /// <summary>Length of the body sent so far.</summary>
    public long Bytes { get; private set; }

    /// <summary>A whole answer.</summary>
    public Task SendAsync(int status, ReadOnlyMemory<byte> body, RpcContext? context)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = Json;
        http.Response.ContentLength = body.Length;
        if (context is not null)
            AppendHeaders(context);
        return HttpMethods.IsHead(http.Request.Method) ? Task.CompletedTask : WriteAsync(body);
    }

    /// <summary>An error as <c>{"code":…,"message":…,"details":[…]}</c>.</summary>
    public Task FailAsync(RpcException failure, RpcContext? context = null)
    {
        if (failure.Code == StatusCode.Unauthenticated)
            http.Response.Headers.WWWAuthenticate = string.Concat(failure.Message.Select(c => char.IsControl(c) ? ' ' : c));
        return SendAsync(HttpStatus.Of(failure.Code), Error(failure), context);
    }

    public byte[] Error(RpcException failure)
    {
        try
        {
            return ProtoJsonWriter.ToUtf8(new Google.Rpc.Status { Code = (int)failure.Code, Message = failure.Message, Details = { failure.Details } }, types);
        }
        catch (RpcException)
        {
            // Details of a type unknown here cannot be printed: the status itself still can.
            return ProtoJsonWriter.ToUtf8(new Google.Rpc.Status { Code = (int)failure.Code, Message = failure.Message });
        }
    }

    /// <summary>Begins an answer of lines.</summary>
    public async ValueTask StartLinesAsync(RpcContext context)
    {
        if (http.Response.HasStarted)
            return;
        http.Response.ContentType = Json;
        AppendHeaders(context);
        await http.Response.StartAsync(context.CancellationToken);
        await WriteAsync(ReadOnlyMemory<byte>.Empty);
    }

    /// <summary>One line <c>{"name":value}</c>.</summary>
    public Task SendLineAsync(string name, ReadOnlySpan<byte> value)
    {
        var line = new ArrayBufferWriter<byte>(value.Length + name.Length + 6);
        line.Write(System.Text.Encoding.ASCII.GetBytes($"{{\"{name}\":"));
        line.Write(value);
        line.Write("}\n"u8);
        return WriteAsync(line.WrittenMemory);
    }

    private void AppendHeaders(RpcContext context)
    {
        if (!options.ForwardMetadata)
            return;
        http.Response.Headers.Append(MetadataPrefix + "Content-Type", GrpcStatus.ContentType);
        foreach (var (key, value) in context.ResponseHeaders)
            http.Response.Headers.Append(MetadataPrefix + key, value);
    }

    private async Task WriteAsync(ReadOnlyMemory<byte> body)
    {
        Bytes += body.Length;
        var written = http.Response.BodyWriter.WriteAsync(body);
        if (written.IsCompletedSuccessfully)
        {
            _ = written.Result;
            return;
        }

        try
        {
            await written.AsTask().WaitAsync(options.WriteLimit, time);
        }
        catch (TimeoutException)
        {
            http.Abort();
        }
    }
}
