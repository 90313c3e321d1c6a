using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Spacemesh.Rpc.Server;

/// <summary>What a handler knows of its call, and what it can say besides its messages.</summary>
public abstract class RpcContext
{
    private protected RpcContext()
    {
    }

    /// <summary><c>/package.Service/Method</c>.</summary>
    public abstract string Method { get; }

    /// <summary>Metadata of the request; for the gateway what came as <c>Grpc-Metadata-*</c> and <c>Authorization</c>.</summary>
    public abstract RpcMetadata RequestMetadata { get; }

    /// <summary>Where the call comes from; null for transports without addresses.</summary>
    public abstract IPEndPoint? Peer { get; }

    /// <summary>The certificate a TLS client showed, already checked; null where none was asked for.</summary>
    public abstract X509Certificate2? PeerCertificate { get; }

    /// <summary>True where the call came over the JSON gateway.</summary>
    public abstract bool IsGateway { get; }

    /// <summary>When the client gives up; null where it set no deadline.</summary>
    public abstract DateTimeOffset? Deadline { get; }

    /// <summary>Fires when the client cancels or is gone, the deadline passes, or the server stops hard.</summary>
    public abstract CancellationToken CancellationToken { get; }

    /// <summary>Metadata sent before the first message.</summary>
    public RpcMetadata ResponseHeaders { get; } = new();

    /// <summary>Metadata sent after the last message.</summary>
    public RpcMetadata ResponseTrailers { get; } = new();

    /// <summary>
    /// Sends the response headers now instead of with the first message: clients of a subscription wait for them.
    /// Entries of <see cref="ResponseHeaders"/> added later are lost.
    /// </summary>
    public abstract ValueTask SendHeadersAsync();
}
