namespace Spacemesh.Rpc.Gateway;

/// <summary>HTTP status of each gRPC code (spec 09a §3.3).</summary>
public static class HttpStatus
{
    public static int Of(StatusCode code) => code switch
    {
        StatusCode.Ok => 200,
        StatusCode.Canceled => 499,
        StatusCode.InvalidArgument or StatusCode.FailedPrecondition or StatusCode.OutOfRange => 400,
        StatusCode.DeadlineExceeded => 504,
        StatusCode.NotFound => 404,
        StatusCode.AlreadyExists or StatusCode.Aborted => 409,
        StatusCode.PermissionDenied => 403,
        StatusCode.Unauthenticated => 401,
        StatusCode.ResourceExhausted => 429,
        StatusCode.Unimplemented => 501,
        StatusCode.Unavailable => 503,
        _ => 500,
    };
}
