using Microsoft.Extensions.Logging;

namespace Spacemesh.Rpc.Server;

/// <summary>Turns whatever ended a handler into the status that the client sees.</summary>
internal static partial class CallFailure
{
    public static RpcException Status(Exception exception, string method, bool deadlinePassed, bool cancelled, ILogger log)
    {
        switch (exception)
        {
            case RpcException status:
                return status;
            case OperationCanceledException or IOException when deadlinePassed:
                return new(StatusCode.DeadlineExceeded, "context deadline exceeded");
            case OperationCanceledException or IOException when cancelled:
                return new(StatusCode.Canceled, "context canceled");
            default:
                HandlerFailed(log, method, exception);
                return new(StatusCode.Internal, "internal error");
        }
    }

    [LoggerMessage(EventId = 1501, Level = LogLevel.Error, Message = "The handler of {Method} failed")]
    private static partial void HandlerFailed(ILogger log, string method, Exception exception);
}
