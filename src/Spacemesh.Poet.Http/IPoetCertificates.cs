using Spacemesh.Primitives;

namespace Spacemesh.Poet.Http;

/// <summary>Where registrations get their certificates from.</summary>
public interface IPoetCertificates
{
    /// <summary>The certificate of a node id by a certifier, asked for where none is stored.</summary>
    /// <exception cref="PoetClientException">There is none to be had.</exception>
    Task<PoetAuthorization.Certificate> ObtainAsync(NodeId nodeId, PoetCertifierInfo certifier, CancellationToken cancellationToken);

    /// <summary>Forgets a certificate that a PoET refused.</summary>
    Task DeleteAsync(NodeId nodeId, ReadOnlyMemory<byte> certifierKey, CancellationToken cancellationToken);
}
