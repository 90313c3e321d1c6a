using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using Google.Protobuf;
using Spacemesh.Rpc.Carriage;

namespace Spacemesh.Rpc.Client;

/// <summary>What a response, or the lack of one, says about the status of a call; grpc-go's tables.</summary>
internal static class CallStatus
{
    /// <summary>The status of a response's headers that cannot be followed by messages, or null.</summary>
    public static RpcException? OfHeaders(HttpResponseMessage response)
    {
        if (Status(response.Headers) is { } early)
            return early.Code == StatusCode.Ok ? null : early;
        if (response.StatusCode != HttpStatusCode.OK)
        {
            return new(
                OfHttp(response.StatusCode),
                $"unexpected HTTP status code received from server: {(int)response.StatusCode} ({response.ReasonPhrase})");
        }

        string type = response.Content.Headers.ContentType?.MediaType ?? "";
        return type.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase)
            ? null
            : new(StatusCode.Unknown, $"transport: received unexpected content-type \"{type}\"");
    }

    /// <summary>The status in the trailers; where a response has no body it is in its headers.</summary>
    public static RpcException OfTrailers(HttpResponseMessage response) =>
        Status(response.TrailingHeaders) ?? Status(response.Headers) ?? new(StatusCode.Internal, "server closed the stream without sending trailers");

    /// <summary>What a failed exchange means.</summary>
    public static RpcException OfFailure(Exception exception)
    {
        for (Exception? inner = exception; inner is not null; inner = inner.InnerException)
        {
            switch (inner)
            {
                case RpcException status:
                    return status;
                case HttpProtocolException protocol:
                    return new(OfHttp2(protocol.ErrorCode), $"stream terminated by RST_STREAM with error code: {protocol.ErrorCode}", null, exception);
                case SocketException or AuthenticationException:
                    return new(StatusCode.Unavailable, $"connection error: desc = \"{inner.Message}\"", null, exception);
            }
        }

        return exception is HttpRequestException or IOException or ObjectDisposedException
            ? new(StatusCode.Unavailable, $"connection error: desc = \"{exception.Message}\"", null, exception)
            : new(StatusCode.Internal, exception.Message, null, exception);
    }

    public static RpcMetadata Metadata(HttpHeaders headers)
    {
        var metadata = new RpcMetadata();
        foreach (var (name, values) in headers.NonValidated)
        {
            string key = name.ToLowerInvariant();
            if (key is "grpc-status" or "grpc-message" or "grpc-status-details-bin" or "grpc-encoding" or "grpc-accept-encoding")
                continue;
            foreach (string value in values)
                metadata.TryAddWire(key, value);
        }

        return metadata;
    }

    private static RpcException? Status(HttpResponseHeaders headers)
    {
        if (Value(headers, "grpc-status") is not { } text)
            return null;
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int code))
            return new(StatusCode.Unknown, $"transport: malformed grpc-status: {text}");
        var details = new List<Google.Protobuf.WellKnownTypes.Any>();
        if (Value(headers, "grpc-status-details-bin") is { } encoded && RpcMetadata.TryDecode(encoded, out byte[] bytes))
        {
            try
            {
                details.AddRange(Google.Rpc.Status.Parser.ParseFrom(bytes).Details);
            }
            catch (InvalidProtocolBufferException)
            {
                // Unreadable details leave code and message, which are what counts.
            }
        }

        return new((StatusCode)code, StatusText.Decode(Value(headers, "grpc-message") ?? ""), details) { Trailers = Metadata(headers) };
    }

    private static string? Value(HttpResponseHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;

    private static StatusCode OfHttp(HttpStatusCode status) => (int)status switch
    {
        400 => StatusCode.Internal,
        401 => StatusCode.Unauthenticated,
        403 => StatusCode.PermissionDenied,
        404 => StatusCode.Unimplemented,
        429 or 502 or 503 or 504 => StatusCode.Unavailable,
        _ => StatusCode.Unknown,
    };

    // RFC 9113 §7 error codes.
    private static StatusCode OfHttp2(long errorCode) => errorCode switch
    {
        3 or 11 => StatusCode.ResourceExhausted,
        7 => StatusCode.Unavailable,
        8 => StatusCode.Canceled,
        12 => StatusCode.PermissionDenied,
        _ => StatusCode.Internal,
    };
}
