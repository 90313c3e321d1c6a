using Spacemesh.Codec;
using Spacemesh.Ports.Local;
using Spacemesh.Primitives;

namespace Spacemesh.Poet.Http;

/// <summary>Certificates in the node's local database (table <c>poet_certificates</c>).</summary>
public sealed class LocalCertificateStore(IPoetCertificateStore store) : ICertificateStore
{
    public ValueTask<PoetAuthorization.Certificate?> FindAsync(NodeId nodeId, ReadOnlyMemory<byte> certifierKey, CancellationToken cancellationToken) =>
        ValueTask.FromResult(store.Find(nodeId, new ScaleBytes(certifierKey)) is { } stored
            ? new PoetAuthorization.Certificate(stored.Data.ToArray(), stored.Signature.ToArray()) : null);

    public ValueTask SaveAsync(NodeId nodeId, ReadOnlyMemory<byte> certifierKey, PoetAuthorization.Certificate certificate, CancellationToken cancellationToken)
    {
        store.Set(nodeId, new ScaleBytes(certifierKey), new StoredPoetCertificate(new ScaleBytes(certificate.Data), new ScaleBytes(certificate.Signature)));
        return ValueTask.CompletedTask;
    }

    public ValueTask DeleteAsync(NodeId nodeId, ReadOnlyMemory<byte> certifierKey, CancellationToken cancellationToken)
    {
        store.Remove(nodeId, new ScaleBytes(certifierKey));
        return ValueTask.CompletedTask;
    }
}
