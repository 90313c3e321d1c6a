using Spacemesh.Primitives;

namespace Spacemesh.Poet.Http;

/// <summary>Table <c>poet_certificates</c>: a certificate per node id and certifier (spec 03 §14.6).</summary>
public interface ICertificateStore
{
    ValueTask<PoetAuthorization.Certificate?> FindAsync(NodeId nodeId, ReadOnlyMemory<byte> certifierKey, CancellationToken cancellationToken);

    ValueTask SaveAsync(NodeId nodeId, ReadOnlyMemory<byte> certifierKey, PoetAuthorization.Certificate certificate, CancellationToken cancellationToken);

    ValueTask DeleteAsync(NodeId nodeId, ReadOnlyMemory<byte> certifierKey, CancellationToken cancellationToken);
}
