using System.Globalization;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Spacemesh.Rpc.Carriage;

namespace Spacemesh.Rpc.Server;

/// <summary>The status of a call as headers: trailers after messages, else the only headers of the response.</summary>
internal static class GrpcStatus
{
    public const string ContentType = "application/grpc";

    /// <summary>Ends a call; no failure is OK. With messages on the body, flushed or not, the status goes behind them.</summary>
    public static void Write(HttpContext http, RpcContext? context, RpcException? failure, bool bodyBegun = false)
    {
        http.Features.Get<ConnectionGuard>()?.Answering();
        IHeaderDictionary? target;
        if (failure is not null && !bodyBegun && !http.Response.HasStarted)
            target = http.Response.Headers;
        else
            target = http.Features.Get<IHttpResponseTrailersFeature>()?.Trailers;
        if (target is null || target.IsReadOnly)
            return;
        target["grpc-status"] = ((int)(failure?.Code ?? StatusCode.Ok)).ToString(CultureInfo.InvariantCulture);
        if (failure is { Message.Length: > 0 })
            target["grpc-message"] = StatusText.Encode(failure.Message);
        if (failure is { Details.Count: > 0 })
        {
            var status = new Google.Rpc.Status { Code = (int)failure.Code, Message = failure.Message, Details = { failure.Details } };
            target["grpc-status-details-bin"] = Convert.ToBase64String(status.ToByteArray()).TrimEnd('=');
        }

        if (context is { ResponseTrailers.Count: > 0 })
            Append(target, context.ResponseTrailers);
        if (failure is { Trailers.Count: > 0 })
            Append(target, failure.Trailers);
    }

    /// <summary>Refuses a request before any service sees it, with an HTTP status of its own (as grpc-go does).</summary>
    public static void Refuse(HttpContext http, int httpStatus, StatusCode code, string message)
    {
        http.Response.StatusCode = httpStatus;
        http.Response.ContentType = ContentType;
        Write(http, null, new RpcException(code, message));
    }

    public static void Append(IHeaderDictionary target, RpcMetadata metadata)
    {
        foreach (var (key, value) in metadata)
            target.Append(key, value);
    }
}
