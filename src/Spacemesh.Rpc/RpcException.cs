using Google.Protobuf.WellKnownTypes;

namespace Spacemesh.Rpc;

/// <summary>A call ended with a status other than OK: thrown by handlers to answer so, and by the client when a server did.</summary>
public sealed class RpcException : Exception
{
    public RpcException(StatusCode code, string message, IReadOnlyList<Any>? details = null, Exception? innerException = null)
        : base(message, innerException)
    {
        Code = code;
        Details = details ?? [];
    }

    public StatusCode Code { get; }

    /// <summary>Details of the status (<c>google.rpc.Status.details</c>); empty where there are none.</summary>
    public IReadOnlyList<Any> Details { get; }

    /// <summary>Trailing metadata: what a client received, or what a handler wants sent besides the status.</summary>
    public RpcMetadata Trailers { get; init; } = new();

    public override string ToString() => $"{Code}: {base.ToString()}";
}
