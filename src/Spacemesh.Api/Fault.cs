namespace Spacemesh.Api;

/// <summary>The statuses that calls end with.</summary>
internal static class Fault
{
    /// <summary>A failure that the reference gives no status: clients see Unknown (spec 09a §2.2).</summary>
    public static RpcException Plain(string message) => new(StatusCode.Unknown, message);

    public static RpcException Invalid(string message) => new(StatusCode.InvalidArgument, message);

    public static RpcException Missing(string message) => new(StatusCode.NotFound, message);

    public static RpcException Precondition(string message) => new(StatusCode.FailedPrecondition, message);

    public static RpcException Internal(string message, Exception? cause = null) => new(StatusCode.Internal, message, null, cause);

    public static RpcException Unimplemented(string message) => new(StatusCode.Unimplemented, message);

    public static RpcException Overflow(string message) => new(StatusCode.Canceled, message);

    /// <summary>Runs a read of the database; one that fails is Internal with this text.</summary>
    public static T Read<T>(string message, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (StorageException exception)
        {
            throw Internal(message, exception);
        }
    }

    /// <summary>Runs a read of the database; one that fails is Internal with its own text (spec 09a §6.1).</summary>
    public static T Read<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (StorageException exception)
        {
            throw Internal(exception.Message, exception);
        }
    }
}
